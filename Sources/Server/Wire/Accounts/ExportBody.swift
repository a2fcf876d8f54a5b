import Domain

/// An export of everything about an account.
struct ExportBody: Body {
    let export: DataExport
    /// Of the archive; nil unless it is ready.
    let url: String?

    static var name: String? { "Export" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.export.id }
        fields.add("status") { $0.export.status }
        fields.add("created_at") { $0.export.createdAt }
        fields.add("expires_at", "When the archive is deleted; null until it is ready.") { $0.export.expiresAt }
        fields.add("size_bytes") { $0.export.sizeBytes }
        fields.add("url", "A ZIP archive; signed, expires. Null until it is ready.") { $0.url }
    }
}
