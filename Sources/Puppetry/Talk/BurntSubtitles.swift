import CPuppetry
import Media

/// Subtitles drawn into the frames.
///
/// Unchecked: frames are drawn by one thread, the sink's.
package final class BurntSubtitles: FrameOverlay, @unchecked Sendable {
    private let renderer: SubtitleRenderer

    convenience init(_ subtitles: Subtitles, width: Int, height: Int) throws(PuppetryError) {
        let cues = subtitles.cues(line: SubtitleRenderer.lettersInLine(width: width, height: height))
        try self.init(
            lines: cues.map { .init(start: $0.start, end: $0.end, text: $0.text) }, width: width, height: height)
    }

    package init(lines: [SubtitleRenderer.Line], width: Int, height: Int) throws(PuppetryError) {
        do { renderer = try SubtitleRenderer(width: width, height: height, lines: lines) } catch {
            throw .output(error)
        }
    }

    package func draw(onto picture: Picture, seconds: Double) {
        for layer in renderer.layers(at: seconds) {
            puppet_lay_colour(
                picture.view, layer.mask, Int32(layer.width), Int32(layer.height), Int32(layer.rowBytes),
                Int32(layer.left), Int32(layer.top), layer.colour, layer.opacity)
        }
    }
}
