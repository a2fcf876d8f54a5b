import Studio

/// What work would cost and take.
struct EstimateBody: Body {
    let quote: Tasks.Quote

    static var name: String? { "Estimate" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("credits", "What the engine charges; 0 for work that costs nothing.") { $0.quote.credits }
        fields.add("seconds", "Expected run time; null if the engine cannot say.") { $0.quote.estimate?.seconds }
        fields.add("frames") { $0.quote.estimate?.frames }
        fields.add("warnings", "What will work, but not well.") {
            ($0.quote.estimate?.warnings ?? []).map(RemarkBody.init)
        }
    }
}
