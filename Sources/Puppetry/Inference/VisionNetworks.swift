import Inference

/// The inference library as this room uses it: models with one input of fixed shape, most of them of TensorFlow Lite.
final class VisionNetworks: Sendable {
    private let runtime: InferenceRuntime

    /// - Parameter cache: where compiled models are kept; nil compiles them anew each time.
    /// - Throws: ``PuppetryError/runtime(_:)`` with a sentence for the operator.
    init(assets: Assets, cache: String?) throws(PuppetryError) {
        runtime = try translated { () throws(InferenceError) in
            try InferenceRuntime(assets: assets, cache: cache)
        }
    }

    /// - Parameters:
    ///   - model: file name without ending.
    ///   - threads: of one inference, at least 1.
    func network(_ model: String, threads: Int) throws(PuppetryError) -> Network {
        try open(model + ".tflite", threads)
    }

    /// The same for a model of the ONNX format.
    func onnx(_ model: String, threads: Int) throws(PuppetryError) -> Network { try open(model + ".onnx", threads) }

    private func open(_ file: String, _ threads: Int) throws(PuppetryError) -> Network {
        try translated { () throws(InferenceError) in try Network(runtime.model(file, threads: threads)) }
    }
}

/// One compiled model with one request: it answers one question at a time.
final class Network: Sendable {
    private let model: Model
    /// The input, to be filled before ``run()``.
    nonisolated(unsafe) let input: UnsafeMutableBufferPointer<Float>

    fileprivate init(_ model: Model) throws(InferenceError) {
        self.model = model
        input = try model.fixedInput()
    }

    func run() throws(PuppetryError) { try translated { () throws(InferenceError) in try model.run() } }

    /// The named output, valid until the next run.
    /// - Throws: when it does not hold `count` floats.
    func output(_ name: String, count: Int) throws(PuppetryError) -> UnsafeBufferPointer<Float> {
        do { return try model.output(name, count: count) } catch { throw .runtime(error.message) }
    }
}

private func translated<Value>(_ body: () throws(InferenceError) -> Value) throws(PuppetryError) -> Value {
    do { return try body() } catch { throw .runtime(error.message) }
}
