/// One line of the log of what concerns security: who did what to what, and from where. Never edited, never deleted.
package struct AuditEntry: Equatable, Sendable, Identifiable {
    package enum Action: String, CaseIterable, Sendable {
        case register = "user.register"
        case signIn = "user.sign_in"
        case signInFailed = "user.sign_in_failed"
        case passwordChange = "user.password_change"
        case addressChange = "user.email_change"
        case erase = "user.erase"
        case export = "user.export"
        case rename = "user.rename"
        case roleChange = "user.role"
        case suspend = "user.suspend"
        case activate = "user.activate"
        case sessionsEnd = "user.sessions_end"
        case sessionEnd = "session.end"
        /// A refresh token was shown a second time, so that the session ended.
        case tokenReuse = "session.token_reuse"
        case identityLink = "identity.link"
        case identityUnlink = "identity.unlink"
        case secondFactorOn = "totp.enable"
        case secondFactorOff = "totp.disable"
        /// By an administrator, because its owner has lost it.
        case secondFactorReset = "totp.reset"
        /// A code of a generator was right, and had been used before: somebody has seen it.
        case codeReuse = "totp.code_reuse"
        case recoveryCodesRenew = "recovery_codes.renew"
        case passkeyAdd = "passkey.add"
        case passkeyRemove = "passkey.remove"
        case keyCreate = "key.create"
        case keyRotate = "key.rotate"
        case keyRevoke = "key.revoke"
        case webhookRotate = "webhook.rotate_secret"
        case settingsChange = "settings.change"
        case consentWaive = "consent.waive"
        case consentApprove = "consent.approve"
        case consentRefuse = "consent.refuse"
        case invitationCreate = "invitation.create"
        case invitationRevoke = "invitation.revoke"
        case engineChange = "engine.change"
        case outboxRetry = "outbox.retry"
        case creditsAdjust = "credits.adjust"
        case orderRefund = "order.refund"
        case orderPaid = "order.mark_paid"
        case backupCreate = "backup.create"
        case storageVerify = "storage.verify"
        case packAdd = "pack.add"
        case packRemove = "pack.remove"
    }

    /// What it was done to.
    package struct Target: Equatable, Sendable {
        /// `user`, `session`, `identity`, `passkey`, `key`, `setting`, `consent`, `invitation`,
        /// `outbox`, `pack`, `order`, `webhook`, `engine` or `verification`.
        package let kind: String
        package let id: String

        package init(kind: String, id: String) {
            self.kind = kind
            self.id = id
        }

        package static func user(_ id: AccountID) -> Target { Target(kind: "user", id: id.rawValue) }
        package static func session(_ id: SessionID) -> Target { Target(kind: "session", id: id.rawValue) }
        package static func identity(_ id: IdentityID) -> Target { Target(kind: "identity", id: id.rawValue) }
        package static func passkey(_ id: PasskeyID) -> Target { Target(kind: "passkey", id: id.rawValue) }
        package static func consent(_ id: ConsentID) -> Target { Target(kind: "consent", id: id.rawValue) }
        package static func key(_ id: APIKeyID) -> Target { Target(kind: "key", id: id.rawValue) }
    }

    package let id: AuditID
    package let at: Timestamp
    /// Nil for somebody who is not known.
    package let actor: AccountID?
    package let action: Action
    package let target: Target?
    package let address: String
    package let userAgent: String
    /// Without secrets and without addresses of persons.
    package let details: [String: String]

    package init(
        id: AuditID, at: Timestamp, actor: AccountID?, action: Action, target: Target? = nil, address: String,
        userAgent: String, details: [String: String] = [:]
    ) {
        self.id = id
        self.at = at
        self.actor = actor
        self.action = action
        self.target = target
        self.address = address
        self.userAgent = userAgent
        self.details = details
    }
}

/// An entry with the e-mail address that its actor has now; nil when nobody is known or the account is gone.
package struct AuditLine: Equatable, Sendable {
    package let entry: AuditEntry
    package let actorEmail: String?

    package init(entry: AuditEntry, actorEmail: String?) {
        self.entry = entry
        self.actorEmail = actorEmail
    }
}

package typealias AuditID = Identifier<AuditEntry>
