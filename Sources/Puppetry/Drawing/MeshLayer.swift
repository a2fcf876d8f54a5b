import CPuppetry
import Dispatch
import Media

/// Textured triangles to be drawn together.
struct MeshLayer: Sendable {
    /// How the texture comes to lie over what is there.
    enum Laying: Sendable {
        /// Instead of it.
        case copied
        /// By the corners' alpha.
        case blended
        /// By the texture's own alpha, its colours multiplied by it.
        case layered
    }

    let texture: Picture
    let vertices: [puppet_vertex]
    /// Three places in ``vertices`` each.
    let triangles: [UInt16]
    let laying: Laying

    /// Draws layers in their order.
    /// - Parameters:
    ///   - base: copied first; nil keeps what the picture shows.
    ///   - bands: parts of the picture drawn at once.
    static func draw(_ layers: [MeshLayer], over base: Picture?, onto picture: Picture, bands: Int) {
        let height = picture.height
        if bands <= 1 {
            draw(layers, over: base, onto: picture, rows: 0..<height)
        } else {
            // Threads write different rows of the same picture.
            DispatchQueue.concurrentPerform(iterations: bands) { band in
                draw(
                    layers, over: base, onto: picture, rows: (height * band / bands)..<(height * (band + 1) / bands))
            }
        }
    }

    private static func draw(_ layers: [MeshLayer], over base: Picture?, onto picture: Picture, rows: Range<Int>) {
        if let base {
            let offset = rows.lowerBound * picture.rowBytes
            (picture.bytes + offset).update(from: base.bytes + offset, count: rows.count * picture.rowBytes)
        }
        for layer in layers { layer.draw(onto: picture, rows: rows) }
    }

    private func draw(onto picture: Picture, rows: Range<Int>) {
        let (first, end) = (Int32(rows.lowerBound), Int32(rows.upperBound))
        let count = Int32(triangles.count / 3)
        if laying == .layered {
            puppet_draw_figure(
                picture.view, first, end, texture.view, vertices, Int32(vertices.count), triangles, count)
        } else {
            puppet_draw_triangles(
                picture.view, first, end, texture.view, vertices, Int32(vertices.count), triangles, count,
                laying == .blended)
        }
    }
}
