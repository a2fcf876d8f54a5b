import Domain
import Studio

/// An export of everything about an account.
struct ExportBody: JSONValue {
    let export: DataExport
    /// Of the archive; nil unless it is ready.
    let url: String?

    static let schema = Schema.named(
        "Export",
        .object([
            Schema.Field("id", .id),
            Schema.Field("status", .choice(DataExport.Status.allCases.map(\.rawValue))),
            Schema.Field("created_at", .time),
            Schema.Field("expires_at", .nullable(.time), "When it is thrown away."),
            Schema.Field("size_bytes", .nullable(.integer)),
            Schema.Field("url", .nullable(.string()), "Signed; a ZIP archive."),
        ]))

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", export.id.rawValue)
            json.field("status", export.status.rawValue)
            json.field("created_at", export.createdAt)
            json.field("expires_at", export.expiresAt)
            json.field("size_bytes", export.sizeBytes)
            json.field("url", url)
        }
    }
}
