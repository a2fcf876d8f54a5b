import Domain
import Studio

/// `POST /webhooks`.
struct WebhookRequest: InputBody {
    let choice: Webhook.Choice

    static let body = BodyReader(
        named: "WebhookRequest", .field("url", WebhookField.address, "A public http or https address."),
        .optional("description", WebhookField.note), .optional("events", WebhookField.events, "All if not given."),
        .optional("kinds", WebhookField.kinds, "Only tasks of these kinds; all if not given.")
    ) { url, note, events, kinds in
        WebhookRequest(
            choice: Webhook.Choice(url: url, note: note ?? "", events: Set(events ?? []), kinds: Set(kinds ?? [])))
    }
}

/// `PATCH /webhooks/{id}`.
struct WebhookChangeRequest: InputBody {
    let isOn: Bool?
    let change: @Sendable (inout Webhook.Choice) -> Void

    static let body = BodyReader(
        named: "WebhookChange", .optional("url", WebhookField.address, "Another one asks for a fresh proof."),
        .optional("description", WebhookField.note), .optional("events", WebhookField.events, "Empty for all."),
        .optional("kinds", WebhookField.kinds, "Empty for all."),
        .optional("enabled", .flag, "Enabling forgets what failed before, and asks for a fresh proof.")
    ) { url, note, events, kinds, isOn in
        WebhookChangeRequest(isOn: isOn) { choice in
            choice.url = url ?? choice.url
            choice.note = note ?? choice.note
            choice.events = events.map { Set($0) } ?? choice.events
            choice.kinds = kinds.map { Set($0) } ?? choice.kinds
        }
    }
}

/// `POST /webhooks/{id}/rotate`.
struct WebhookRotationRequest: InputBody {
    let overlapSeconds: Int?

    static let body = BodyReader(
        named: "WebhookRotation",
        .optional(
            "overlap_seconds", .whole(Webhooks.overlapSeconds),
            "How long messages are signed with the old secret, too; 86400 (a day) if not given."),
        make: Self.init)
}

/// What requests say of addresses that are told something.
enum WebhookField {
    static let address = Input.text(1...2000, format: "uri")
    static let note = Input.text(0...200)
    static let events = Input<[WebhookEvent]>.set(of: .word, 0...WebhookEvent.allCases.count)
    static let kinds = Input<[GenerationTask.Kind]>.set(of: .word, 0...GenerationTask.Kind.allCases.count)

    /// Of whatever queues a task.
    static let url = InputField.optional(
        "webhook_url", address,
        "Told how the task ends, with a POST that is signed with the secret of `GET /webhooks/secret`.")
}
