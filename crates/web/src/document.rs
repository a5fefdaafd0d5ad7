//! The OpenAPI document: what the code says of each route, completed by what holds of all.
//!
//! A route declares its own answers. What every route of a kind can answer besides is added
//! here, once: the form is not met, the token is missing or may not, the body is too large, too
//! slow or of another type, the disk does not let it.

use serde_json::{Map, Value, json};

/// Completes the document.
pub(crate) fn complete(document: &utoipa::openapi::OpenApi) -> Value {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    for item in children(&mut document, "paths") {
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            if let Some(operation) = operation.as_object_mut() {
                complete_operation(operation);
            }
        }
    }
    for name in ["Order", "Change", "AccessChange"] {
        if let Some(schema) = document.pointer_mut(&format!("/components/schemas/{name}")) {
            close(schema);
        }
    }
    document
}

fn children<'a>(value: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    value.get_mut(name).and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
}

fn complete_operation(operation: &mut Map<String, Value>) {
    let body = operation.contains_key("requestBody");
    let secured = operation.contains_key("security");
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    let mut asked = body;
    for parameter in parameters.into_iter().flatten() {
        asked = true;
        if let Some(schema) = parameter.get_mut("schema") {
            not_null(schema);
        }
    }
    let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
        return;
    };
    let mut statuses = vec![503];
    statuses.extend(asked.then_some(400));
    statuses.extend([401, 403].into_iter().filter(|_| secured));
    statuses.extend([408, 413, 415, 422].into_iter().filter(|_| body));
    statuses.extend((id == "list_tasks").then_some(422));
    for status in statuses {
        responses.entry(status.to_string()).or_insert_with(problem);
    }
    for (status, response) in responses.iter_mut() {
        let Some(response) = response.as_object_mut() else { continue };
        response.entry("description").or_insert_with(|| Value::from(description(status)));
    }
    responses.sort_keys();
    for (from, status, parameter, field, to) in LINKS {
        if id == from
            && let Some(response) = responses.get_mut(status).and_then(Value::as_object_mut)
        {
            let links = response.entry("links").or_insert_with(|| json!({}));
            links[to] = json!({
                "operationId": to,
                "parameters": { parameter: format!("$response.body#/{field}") },
            });
        }
    }
}

/// Where an answer leads: operation and status, the parameter that its field gives, operation.
const LINKS: [(&str, &str, &str, &str, &str); 10] = [
    ("open_case", "201", "case", "case", "find_case"),
    ("open_case", "201", "case", "case", "case_events"),
    ("open_case", "201", "case", "case", "case_receipt"),
    ("open_case", "201", "case", "case", "command_case"),
    ("list_things", "200", "thing", "things/0/id", "find_thing"),
    ("list_things", "200", "thing", "things/0/id", "plan"),
    ("list_things", "200", "thing", "things/0/id", "draw_plan"),
    ("list_programmes", "200", "programme", "programmes/0/id", "find_programme"),
    ("list_programmes", "200", "programme", "programmes/0/id", "reclass_programme"),
    ("add_webhook", "201", "webhook", "id", "remove_webhook"),
];

fn problem() -> Value {
    json!({"content": {"application/problem+json": {
        "schema": {"$ref": "#/components/schemas/Problem"}
    }}})
}

/// What a status means on every route.
fn description(status: &str) -> &'static str {
    match status {
        "200" => "What was asked for",
        "201" => "It was made",
        "400" => "The request has another form than is described here",
        "401" => "The token is missing, or not one of this server's",
        "403" => "This token may not",
        "404" => "Nothing is there under that name, or not for this token",
        "408" => "The body did not arrive in time",
        "409" => "The case, the pack or the law does not allow it now",
        "412" => "The case has changed since that version",
        "413" => "The body is larger than a mebibyte",
        "415" => "The body is not JSON",
        "422" => "The form is met, but not what the pack declares: a field, a value, a moment",
        "503" => "The machine did not let it; the same request may work later",
        _ => "See the manual",
    }
}

/// A parameter that is not there is left out: it is never the text `null`.
fn not_null(schema: &mut Value) {
    if let Some(kinds) = schema.get_mut("type")
        && let Some(list) = kinds.as_array_mut()
    {
        list.retain(|kind| kind != "null");
        if let [only] = list.as_slice() {
            *kinds = only.clone();
        }
    }
    if let Some(choices) = schema.get_mut("oneOf").and_then(Value::as_array_mut) {
        choices.retain(|choice| choice.get("type") != Some(&Value::from("null")));
        if let [only] = choices.as_slice() {
            *schema = only.clone();
        }
    }
}

/// Objects with named fields take no others.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.contains_key("properties") {
                object.entry("additionalProperties").or_insert(Value::Bool(false));
            }
            object.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
