import Domain
import Studio

/// What work would cost and take.
struct EstimateBody: Body {
    let work: WorkEstimate

    /// Nil when the engine cannot say.
    private var estimate: EngineEstimate? { work.engine }

    init(estimate: WorkEstimate) { work = estimate }

    static var name: String? { "Estimate" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("credits", "Beside the minutes of the plan; 0 where nothing is sold.") { $0.work.price.credits }
        fields.add("minutes_ms", "What the minutes of the plan pay, in milliseconds of the result.") {
            $0.work.price.coveredMs
        }
        fields.add("affordable", "Whether the account has the credits now.") {
            $0.work.price.credits <= $0.work.price.available
        }
        fields.add("seconds", "Expected run time; null if the engine cannot say.") { $0.estimate?.seconds }
        fields.add("frames") { $0.estimate?.frames }
        fields.add("warnings", "What will work, but not well.") { ($0.estimate?.warnings ?? []).map(RemarkBody.init) }
    }
}
