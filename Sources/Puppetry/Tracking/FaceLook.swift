/// How the face looks in a frame.
struct FaceLook: Equatable, Sendable {
    /// Pixels between the sides of the face.
    var width: Float
    /// Of the brightness, 0...255.
    var mean: Float
    var deviation: Float
    /// Of neighbouring pixels' differences, as `puppet_look_at` measures it.
    var detail: Float
}
