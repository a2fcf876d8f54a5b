import CPuppetry
import Media

extension Picture {
    /// The picture as the kernels take it; valid while the picture lives.
    var view: puppet_picture {
        puppet_picture(pixels: bytes, width: Int32(width), height: Int32(height), row_bytes: Int32(rowBytes))
    }
}
