/// What each task of an engine takes of a Ray cluster, when the engine's programs run there.
struct RayNeeds: Equatable, Sendable {
    /// Parts of one count too.
    let processors: Double
    let gpus: Double
    let memoryBytes: Int?
    /// The cluster's own, by name.
    let resources: [String: Double]

    /// - Parameter needsGPU: whether the engine needs one where its manifest does not say how many.
    init(_ field: ManifestField?, needsGPU: Bool) throws(ManifestMistake) {
        let needs = try field?.object(["cpus", "gpus", "memory_mib", "resources"])
        processors = try needs?["cpus"]?.number(in: 0...1024) ?? 1
        gpus = try needs?["gpus"]?.number(in: 0...64) ?? (needsGPU ? 1 : 0)
        memoryBytes = try (needs?["memory_mib"]?.integer(in: 1...100_000_000)).map { $0 << 20 }
        var resources: [String: Double] = [:]
        for (name, amount) in try needs?["resources"]?.entries() ?? [] {
            resources[name] = try amount.number(in: 0...1_000_000)
        }
        self.resources = resources
    }
}
