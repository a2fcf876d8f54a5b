import CPuppetry
import Media

/// Subtitles drawn into the frames.
///
/// Unchecked: frames are drawn by one thread, the sink's.
final class BurntSubtitles: FrameOverlay, @unchecked Sendable {
    private let renderer: SubtitleRenderer

    init(_ subtitles: Subtitles, width: Int, height: Int) throws(PuppetryError) {
        let cues = subtitles.cues(line: SubtitleRenderer.lettersInLine(width: width, height: height))
        do {
            renderer = try SubtitleRenderer(
                width: width, height: height, lines: cues.map { .init(start: $0.start, end: $0.end, text: $0.text) })
        } catch { throw .output(error) }
    }

    func draw(onto picture: Picture, seconds: Double) {
        for layer in renderer.layers(at: seconds) {
            puppet_lay_colour(
                picture.view, layer.mask, Int32(layer.width), Int32(layer.height), Int32(layer.rowBytes),
                Int32(layer.left), Int32(layer.top), layer.colour, layer.opacity)
        }
    }
}
