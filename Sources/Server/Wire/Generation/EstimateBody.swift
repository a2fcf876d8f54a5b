import Domain

/// What work would cost and take.
struct EstimateBody: Body {
    /// Nil when the engine cannot say.
    let estimate: EngineEstimate?

    static var name: String? { "Estimate" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("credits") { _ in 0 }
        fields.add("seconds", "Expected run time; null if the engine cannot say.") { $0.estimate?.seconds }
        fields.add("frames") { $0.estimate?.frames }
        fields.add("warnings", "What will work, but not well.") { ($0.estimate?.warnings ?? []).map(RemarkBody.init) }
    }
}
