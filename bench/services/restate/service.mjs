// The job on Restate, as its manual signals a workflow: a durable promise for each item, resolved
// by a shared handler that outside calls reach through the ingress.
//   node service.mjs PORT
import * as restate from "@restatedev/restate-sdk";

// The SDK calls this function of Node 22 and later; earlier ones lack it.
Promise.withResolvers ??= function () {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};

const job = restate.workflow({
  name: "Case",
  handlers: {
    run: async (ctx) => {
      await ctx.promise("a").get();
      await restate.RestatePromise.all(["b", "c", "d"].map((item) => ctx.promise(item).get()));
      await ctx.promise("e").get();
      return "closed";
    },
    complete: async (ctx, item) => {
      await ctx.promise(item).resolve("granted");
    },
  },
});

restate.serve({ services: [job], port: Number(process.argv[2]) });
