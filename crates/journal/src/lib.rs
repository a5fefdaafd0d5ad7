//! The durable store of case events, tasks, timers and the outbox.
