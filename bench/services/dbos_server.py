"""The job on DBOS with PostgreSQL: a workflow that receives one message for each item.

Outside calls send the messages over HTTP; an answer is given when DBOS has written them.
  python dbos_server.py PORT POSTGRES_URL
"""
import contextlib
import sys

import uvicorn
from dbos import DBOS, SetWorkflowID
from fastapi import FastAPI

PORT, URL = int(sys.argv[1]), sys.argv[2]
DAY = 86_400


@contextlib.asynccontextmanager
async def lifespan(_):
    DBOS.launch()
    yield


app = FastAPI(lifespan=lifespan)
DBOS(config={
    "name": "services-bench", "system_database_url": URL, "log_level": "WARNING",
    "sys_db_pool_size": 20, "application_version": "1",
})


@DBOS.workflow()
async def case():
    for item in "abcde":
        await DBOS.recv_async(item, timeout_seconds=DAY)
    return "closed"


@app.post("/cases/{case_id}")
async def open_case(case_id: str):
    with SetWorkflowID(case_id):
        await DBOS.start_workflow_async(case)
    return {}


@app.post("/cases/{case_id}/{item}")
async def complete(case_id: str, item: str):
    await DBOS.send_async(case_id, "granted", topic=item)
    return {}


@app.get("/cases/{case_id}")
async def look(case_id: str):
    status = await DBOS.get_workflow_status_async(case_id)
    return {"closed": status is not None and status.status == "SUCCESS"}


uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="warning", access_log=False)
