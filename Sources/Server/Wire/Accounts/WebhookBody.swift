import Domain
import Studio

/// A webhook without its secret.
struct WebhookBody: Body, Sendable {
    let webhook: Webhook

    static var name: String? { "Webhook" }

    static func list(_ fields: inout some FieldList<Self>) {
        list(&fields) { $0.webhook }
    }

    /// - Parameter webhook: of what the fields are listed for.
    @inline(__always)
    static func list<Fields: FieldList>(_ fields: inout Fields, _ webhook: (Fields.Owner) -> Webhook) {
        fields.add("id") { webhook($0).id }
        fields.add("url") { webhook($0).choice.url }
        fields.add("description") { webhook($0).choice.note }
        fields.add("events", "Empty for all.") { owner in
            WebhookEvent.allCases.filter(webhook(owner).choice.events.contains)
        }
        fields.add("kinds", "Of tasks; empty for all.") { owner in
            GenerationTask.Kind.allCases.filter(webhook(owner).choice.kinds.contains)
        }
        fields.add("enabled") { webhook($0).off == nil }
        fields.add(
            "disabled_reason",
            "`owner`, `failing` for days, `gone`: it answered 410, or `recovery`: the account was taken back from "
                + "whoever may have chosen the address. Null while it is enabled."
        ) { webhook($0).off?.cause }
        fields.add("disabled_at") { webhook($0).off?.since }
        fields.add("failing_since", "Nothing has arrived since then; null when the last message arrived.") {
            webhook($0).failingSince
        }
        fields.add("created_at") { webhook($0).createdAt }
    }
}

/// A webhook with the secret that signs its messages.
struct WebhookWithSecretBody: Body {
    let found: Webhooks.WithSecret

    static var name: String? { "WebhookWithSecret" }

    static func list(_ fields: inout some FieldList<Self>) {
        WebhookBody.list(&fields) { $0.found.webhook }
        fields.add("secret", "`whsec_…`, for a library of Standard Webhooks.") { $0.found.secret.text }
        fields.add("old_secret_until", "The secret before it is good until then; null when it is not.") {
            $0.found.webhook.oldSecretUntil
        }
    }
}

/// What checks messages to addresses that requests name themselves.
struct RequestSecretBody: Body {
    let secret: CallbackSecret

    static var name: String? { "RequestSecret" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("secret", "`whsec_…`, for a library of Standard Webhooks.") { $0.secret.text }
    }
}

/// A line of the log of what was told to programs outside.
struct WebhookDeliveryBody: Body, Sendable {
    let delivery: WebhookDelivery

    static var name: String? { "WebhookDelivery" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.delivery.id }
        fields.add("webhook_id", "Null for the `webhook_url` of a request.") { $0.delivery.webhookID }
        fields.add("message_id", "The header `webhook-id`: the same when a message is delivered again.") {
            $0.delivery.messageID
        }
        fields.add("event", "`webhook.test`, or one of the events.") { $0.delivery.occasion.name }
        fields.add("task_id", "Null for a test.") { $0.delivery.occasion.taskID }
        fields.add("status", "`failed` is given up.") { $0.delivery.status }
        fields.add("attempts") { $0.delivery.attempts }
        fields.add("created_at") { $0.delivery.createdAt }
        fields.add("next_attempt_at", "Null unless it is waiting.") { $0.delivery.dueAt }
        fields.add("last_attempt_at") { $0.delivery.attempt?.at }
        fields.add("response_status", "Of HTTP; null without an answer.") { $0.delivery.attempt?.answer }
        fields.add("response_ms", "How long the last attempt took.") { $0.delivery.attempt?.tookMs }
        fields.add("last_error", "Why the last attempt failed.") { $0.delivery.attempt?.failure }
    }
}
