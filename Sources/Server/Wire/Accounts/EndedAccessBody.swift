import Domain

/// What could act for an account and cannot any more.
struct EndedAccessBody: Body {
    let ended: EndedAccess

    static var name: String? { "EndedAccess" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("sessions", "How many sessions ended.") { $0.ended.sessions }
        fields.add("api_keys", "Names of API keys.") { $0.ended.keys }
        fields.add("identities", "Providers of linked sign-ins.") { $0.ended.identities.map(\.provider) }
        fields.add("passkeys", "Names of passkeys.") { $0.ended.passkeys }
        fields.add("second_factor", "Whether the second factor was removed.") { $0.ended.secondFactor }
        fields.add("webhooks", "Hosts of webhooks that were switched off.") { $0.ended.webhooks }
        fields.add("share_links", "How many links to videos were revoked.") { $0.ended.shares }
        fields.add("exports", "How many data exports were deleted.") { $0.ended.exports }
        fields.add("invitations", "How many open invitations were revoked.") { $0.ended.invitations }
    }
}
