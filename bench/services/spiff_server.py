"""The job on SpiffWorkflow: a BPMN process whose state is a row in PostgreSQL.

Each call reads the row for update, completes a manual task, runs the engine and writes the row
back, in one transaction. Two processes, because the machine has two cores and Python one lock.
  python spiff_server.py PORT POSTGRES_URL
"""
import sys
import threading

import psycopg
import uvicorn
from fastapi import FastAPI, Response
from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

PORT, URL = int(sys.argv[1]), sys.argv[2]
NODES = [("startEvent", "start"), ("manualTask", "a"), ("parallelGateway", "split"),
         ("manualTask", "b"), ("manualTask", "c"), ("manualTask", "d"), ("parallelGateway", "join"),
         ("manualTask", "e"), ("endEvent", "end")]
FLOWS = [("start", "a"), ("a", "split"), ("split", "b"), ("split", "c"), ("split", "d"),
         ("b", "join"), ("c", "join"), ("d", "join"), ("join", "e"), ("e", "end")]


def bpmn():
    ns = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    nodes = "".join(
        f'<{tag} id="{name}">'
        + "".join(f"<incoming>{a}_{b}</incoming>" for a, b in FLOWS if b == name)
        + "".join(f"<outgoing>{a}_{b}</outgoing>" for a, b in FLOWS if a == name)
        + f"</{tag}>" for tag, name in NODES)
    flows = "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in FLOWS)
    return etree.fromstring(f'<definitions xmlns="{ns}" targetNamespace="bench">'
                            f'<process id="job" isExecutable="true">{nodes}{flows}</process></definitions>')


parser = BpmnParser()
parser.add_bpmn_xml(bpmn())
SPEC = parser.get_spec("job")
SERIALIZER = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
LOCAL = threading.local()
app = FastAPI()


def rows():
    """This thread's connection."""
    if not hasattr(LOCAL, "rows"):
        LOCAL.rows = psycopg.connect(URL)
    return LOCAL.rows


def run(workflow):
    workflow.do_engine_steps()
    workflow.refresh_waiting_tasks()


@app.post("/cases/{case_id}")
def open_case(case_id: str):
    workflow = BpmnWorkflow(SPEC)
    run(workflow)
    with rows().transaction():
        rows().execute("INSERT INTO spiff_case VALUES (%s, %s, FALSE)",
                       (case_id, SERIALIZER.serialize_json(workflow)))
    return {}


@app.post("/cases/{case_id}/{item}")
def complete(case_id: str, item: str):
    with rows().transaction():
        found = rows().execute("SELECT state FROM spiff_case WHERE id = %s FOR UPDATE", (case_id,))
        workflow = SERIALIZER.deserialize_json(found.fetchone()[0])
        task = workflow.get_next_task(state=TaskState.READY, spec_name=item)
        if task is None:
            return Response(status_code=409)
        task.run()
        run(workflow)
        rows().execute("UPDATE spiff_case SET state = %s, closed = %s WHERE id = %s",
                       (SERIALIZER.serialize_json(workflow), workflow.is_completed(), case_id))
    return {}


@app.get("/cases/{case_id}")
def look(case_id: str):
    with rows().transaction():
        found = rows().execute("SELECT closed FROM spiff_case WHERE id = %s", (case_id,)).fetchone()
    return {"closed": found is not None and found[0]}


if __name__ == "__main__":
    with psycopg.connect(URL) as setup:
        setup.execute("DROP TABLE IF EXISTS spiff_case")
        setup.execute("CREATE TABLE spiff_case (id TEXT PRIMARY KEY, state TEXT NOT NULL, closed BOOLEAN NOT NULL)")
    sys.path.insert(0, __file__.rpartition("/")[0])
    uvicorn.run("spiff_server:app", host="127.0.0.1", port=PORT, workers=2, log_level="warning",
                access_log=False)
