"""Opens a case, brings it to its end and leaves a draft, so that answers have something in them.

Prints shell assignments: the ids of what there is now.
"""

import json
import subprocess
import sys
import time
import urllib.request
import uuid

BASE, DATA, HEMEI, PACK = sys.argv[1:5]
OPERATOR = open(f"{DATA}/operator.token").read().strip()
TOKENS = {}


def call(method, path, body=None, token=OPERATOR):
    request = urllib.request.Request(BASE + path, method=method)
    request.add_header("Authorization", "Bearer " + token)
    request.add_header("Idempotency-Key", uuid.uuid4().hex)
    if body is not None:
        request.add_header("Content-Type", "application/json")
        request.data = json.dumps(body).encode()
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def office(name):
    if name not in TOKENS:
        made = [HEMEI, "--data", DATA, "token", "add", f"o-{name}", "--role", "outside"]
        made += ["--office", name]
        TOKENS[name] = subprocess.run(made, capture_output=True, text=True, check=True).stdout
        time.sleep(1.1)  # a token that is not known is looked for once a second
    return TOKENS[name].strip()


answers = json.load(open(f"{PACK}/samples/newborn.json"))
plan = call("POST", "/api/things/newborn/plan", {"answers": answers})
brought = [found["id"] for found in plan["materials"] if found["source"] == "applicant"]
opened = {
    "thing": "newborn",
    "place": "330205001001",
    "applicant": "anna",
    "answers": answers,
    "materials": {slot: {"at": "file:1", "hash": "00"} for slot in brought},
    "submit": True,
    "accept": True,
}
draft = call("POST", "/api/cases", {**opened, "submit": False, "accept": False})["case"]
running = call("POST", "/api/cases", opened)["case"]
closed = call("POST", "/api/cases", opened)["case"]
while True:
    case = call("GET", f"/api/cases/{closed}")
    ready = [item for item in case["items"] if item["state"] in ("ready", "claimed")]
    if case["status"] == "closed" or not ready:
        break
    order = {"grant": {"item": ready[0]["id"]}}
    call("POST", f"/api/cases/{closed}/commands", order, office(ready[0]["office"]))
held = call("GET", "/api/wallets/anna")["results"]
webhook = call("POST", "/api/webhooks", {"url": "http://localhost:9/in", "office": "police"})
print(f"DRAFT={draft} RUNNING={running} CLOSED={closed}")
print(f"RESULT={held[0]['id'] if held else 'r-none'} WEBHOOK={webhook['id']}")
