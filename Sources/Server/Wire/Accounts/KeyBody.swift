import Domain
import Studio

/// An API key without the key itself.
struct APIKeyBody: Body, Sendable {
    let key: APIKey

    static var name: String? { "ApiKey" }

    static func list(_ fields: inout some FieldList<Self>) {
        list(&fields) { $0.key }
    }

    /// - Parameter key: of what the fields are listed for.
    @inline(__always)
    static func list<Fields: FieldList>(_ fields: inout Fields, _ key: (Fields.Owner) -> APIKey) {
        fields.add("id") { key($0).id }
        fields.add("name") { key($0).name }
        fields.add("prefix", "The 8 characters after `gr_`.") { key($0).prefix }
        fields.add("scopes") { owner in Scope.allCases.filter(key(owner).scopes.contains) }
        fields.add("created_at") { key($0).createdAt }
        fields.add("expires_at") { key($0).expiresAt }
        fields.add("last_used_at") { key($0).lastUse?.at }
        fields.add("last_used_address") { key($0).lastUse?.address }
        fields.add("replaced_by", "The id of the key that replaces this one.") { key($0).replacedBy }
        fields.add("ends_at", "When a replaced key stops working.") { key($0).endsAt }
    }
}

/// An API key that was just created.
struct FreshKeyBody: Body {
    let fresh: APIKeys.Fresh

    static var name: String? { "NewApiKey" }

    static func list(_ fields: inout some FieldList<Self>) {
        APIKeyBody.list(&fields) { $0.fresh.key }
        fields.add("key", "For the header `X-API-Key`. Shown only once.") { $0.fresh.text }
    }
}
