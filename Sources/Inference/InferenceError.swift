/// Why the inference runtime or a model cannot be used: one sentence for the operator.
package struct InferenceError: Error, Equatable, Sendable {
    package let message: String

    package init(_ message: String) { self.message = message }
}
