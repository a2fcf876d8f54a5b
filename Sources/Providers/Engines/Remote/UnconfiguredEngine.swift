import Domain

/// An engine in name only, until an operator provides what it needs: it is listed with what is missing.
package struct UnconfiguredEngine: HealthReportingEngine {
    package let facts: EngineFacts
    private let missing: String

    /// - Parameter missing: a clause without a full stop: `DASHSCOPE_API_KEY is not set`.
    package init(_ facts: EngineFacts, missing: String) {
        self.facts = facts
        self.missing = missing
    }

    package func health() async -> EngineReadiness { .notConfigured(missing) }

    package func run(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        throw .unavailable(message: "The engine is not set up.", detail: missing)
    }
}
