import Inference

/// What the natural voices of the assets need.
package struct NaturalVoices: Sendable {
    package var assets: Assets
    /// Where compiled models are kept; nil compiles them anew each time.
    package var cache: String?

    package init(assets: Assets, cache: String?) {
        self.assets = assets
        self.cache = cache
    }

    /// - Throws: `engine_unavailable` without the inference runtime or the network's file.
    func network<Model>(
        _ make: (InferenceRuntime) throws(InferenceError) -> Model
    ) throws(VoiceError) -> Model {
        do {
            return try make(try InferenceRuntime(assets: assets, cache: cache))
        } catch {
            throw VoiceError("engine_unavailable", error.message)
        }
    }
}
