import Domain

/// A passkey as its owner sees it.
struct PasskeyBody: Body, Sendable {
    let passkey: Passkey

    static var name: String? { "Passkey" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.passkey.id }
        fields.add("name") { $0.passkey.name }
        fields.add("created_at") { $0.passkey.createdAt }
        fields.add("last_used_at") { $0.passkey.lastUsedAt }
    }
}
