import Domain

/// An engine in name only, until an operator provides what it needs: it is listed with what is missing.
package struct UnconfiguredEngine: HealthReportingEngine {
    package let facts: EngineFacts
    private let missing: Remark

    package init(_ facts: EngineFacts, missing: Remark) {
        self.facts = facts
        self.missing = missing
    }

    package func health() async -> EngineReadiness { .notConfigured(missing) }

    package func run(
        _ job: EngineJob, report: @escaping @Sendable (EngineReport) -> Void
    ) async throws(EngineError) -> EngineOutput {
        throw .unavailable(.notSetUp, detail: missing.message)
    }
}
