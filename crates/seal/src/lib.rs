//! Signing, sealing and verifying: keys, credentials, webhooks, sealed fields.
