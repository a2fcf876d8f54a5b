import Domain
import Studio

/// A pack of models as the page shows it.
struct PackBody: Body, Sendable {
    let view: Packs.View

    static var name: String? { "Pack" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.view.pack.id }
        fields.add("title", "In English.") { $0.view.pack.title }
        fields.add("description", "In English.") { $0.view.pack.what }
        fields.add("languages", "Tags of the languages that need it.") { $0.view.pack.languages }
        fields.add("licences") { $0.view.pack.licences }
        fields.add("basic", "Whether it is part of every installation.") { $0.view.pack.isBasic }
        fields.add("download_bytes") { $0.view.pack.downloadBytes }
        fields.add("installed_bytes") { $0.view.pack.installedBytes }
        fields.add("state") { $0.view.state }
        fields.add("work", "What is being done about it, or how the last attempt failed.") {
            $0.view.work.map(PackWorkBody.init)
        }
    }
}

/// What is being done about a pack.
struct PackWorkBody: Body, Sendable {
    let work: PackWork

    static var name: String? { "PackWork" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("status", as: .choice(["waiting", "adding", "failed"])) { $0.status }
        fields.add("progress", as: .decimal(0...1)) { $0.progress }
        fields.add(
            "reason",
            "Why it failed: `offline`, `unreachable`, `altered`, `storage_full`, `not_writable`, `busy` or `cancelled`."
        ) { $0.failure?.reason }
        fields.add("detail", "The files that are missing or altered.") { $0.failure?.detail }
    }

    private var status: String {
        switch work {
        case .waiting: "waiting"
        case .adding: "adding"
        case .failed: "failed"
        }
    }

    private var progress: Double {
        guard case .adding(let done, let total) = work, total > 0 else { return 0 }
        return min(1, Double(done) / Double(total))
    }

    private var failure: PackError? {
        if case .failed(let error) = work { error } else { nil }
    }
}

/// `pack` of an event stream.
struct PackEventBody: Body {
    let pack: String
    let work: PackWork?

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("pack") { $0.pack }
        fields.add("work") { $0.work.map(PackWorkBody.init) }
    }
}

extension PackState: WireWord {}

extension PackError {
    fileprivate var reason: String {
        switch self {
        case .unknown, .basic: "unknown"
        case .busy: "busy"
        case .offline: "offline"
        case .unreachable: "unreachable"
        case .altered: "altered"
        case .storageFull: "storage_full"
        case .notWritable: "not_writable"
        case .cancelled: "cancelled"
        }
    }

    fileprivate var detail: String? {
        switch self {
        case .offline(let files): files.joined(separator: ", ")
        case .altered(let file): file
        case .unreachable, .notWritable, .unknown, .basic, .busy, .storageFull, .cancelled: nil
        }
    }
}
