import Domain
import Studio

/// Whether it is proven whose account a session is for.
struct OwnerProofBody: Body {
    let provenUntil: Timestamp?
    let methods: [ProofMethod]

    static var name: String? { "OwnerProof" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("proven_until", "Null when a proof is needed.") { $0.provenUntil }
        fields.add("methods", "How this account can prove it; `sign_in` is a new sign-in.") { $0.methods }
    }
}
