import CPango
import Foundation

/// pango's and cairo's functions; nil when the libraries are not installed.
private let pango: greenroom_pango? = {
    let table = UnsafeMutablePointer<greenroom_pango>.allocate(capacity: 1)
    defer { table.deallocate() }
    return greenroom_load_pango(table) == 0 ? nil : table.move()
}()

/// Writes a ``Paper`` as PDF on A4. Not thread-safe: one thread at a time.
package final class PDFWriter {
    /// A4 in points (ISO 216; 72 points an inch), and what stays free round it.
    private static let (width, height, margin) = (595.28, 841.89, 56.7)
    private static let font = "Noto Sans, Noto Sans CJK SC, DejaVu Sans"

    /// Units of pango in a point (PANGO_SCALE).
    private static let scale = 1024.0

    private let functions: greenroom_pango
    private let surface: OpaquePointer
    private let context: OpaquePointer
    private let language: OpaquePointer?
    private var y = PDFWriter.margin

    /// - Throws: ``MediaError/writeFailed(_:)``.
    package static func write(_ paper: Paper, to path: String) throws(MediaError) {
        let writer = try PDFWriter(paper, to: path)
        for block in paper.blocks { writer.add(block) }
        try writer.finish()
    }

    private init(_ paper: Paper, to path: String) throws(MediaError) {
        guard let functions = pango else {
            throw .writeFailed("libpangocairo-1.0 is not installed (Debian: libpangocairo-1.0-0)")
        }
        self.functions = functions
        guard let surface = functions.cairo_pdf_surface_create(path, Self.width, Self.height) else {
            throw .writeFailed("the file cannot be made")
        }
        self.surface = surface
        guard let context = functions.cairo_create(surface) else {
            functions.cairo_surface_destroy(surface)
            throw .writeFailed("the file cannot be made")
        }
        self.context = context
        language = functions.pango_language_from_string(paper.language)
        // CAIRO_PDF_METADATA_TITLE.
        functions.cairo_pdf_surface_set_metadata(surface, 0, paper.title)
    }

    deinit {
        functions.cairo_destroy(context)
        functions.cairo_surface_destroy(surface)
    }

    private func finish() throws(MediaError) {
        functions.cairo_show_page(context)
        functions.cairo_surface_finish(surface)
        // CAIRO_STATUS_SUCCESS.
        guard functions.cairo_surface_status(surface) == 0,
            functions.cairo_status(context) == 0
        else { throw .writeFailed("the file cannot be written") }
    }

    private func add(_ block: Paper.Block) {
        switch block.kind {
        case .heading: line(block.cells, "Bold 18", after: 14)
        case .text: line(block.cells, "10", after: 3)
        case .quiet: line(block.cells, "9", after: 2, grey: 0.4)
        case .row: row(block.cells, "10")
        case .sum: row(block.cells, "Bold 10")
        case .gap: y += 18
        case .rule:
            breakPage(before: 12)
            functions.cairo_set_source_rgb(context, 0.75, 0.75, 0.75)
            functions.cairo_set_line_width(context, 0.75)
            functions.cairo_move_to(context, Self.margin, y + 4)
            functions.cairo_line_to(context, Self.width - Self.margin, y + 4)
            functions.cairo_stroke(context)
            y += 10
        }
    }

    private func line(_ cells: [String], _ style: String, after: Double, grey: Double = 0) {
        let width = Self.width - 2 * Self.margin
        let height = draw(cells.joined(separator: " "), style, x: Self.margin, width: width, grey: grey, breaks: true)
        y += height + after
    }

    /// The first cell takes what the others leave; each of those has a fifth of the width.
    private func row(_ cells: [String], _ style: String) {
        let width = Self.width - 2 * Self.margin
        let narrow = width / 5
        let first = width - narrow * Double(max(0, cells.count - 1))
        breakPage(before: 20)
        var highest = draw(cells.first ?? "", style, x: Self.margin, width: first - 8, grey: 0, breaks: false)
        for (index, cell) in cells.dropFirst().enumerated() {
            let x = Self.margin + first + narrow * Double(index)
            highest = max(highest, draw(cell, style, x: x, width: narrow, grey: 0, breaks: false, isRight: true))
        }
        y += highest + 5
    }

    /// - Parameter breaks: whether it may begin a new page.
    /// - Returns: how high it is, in points.
    private func draw(
        _ text: String, _ style: String, x: Double, width: Double, grey: Double, breaks: Bool, isRight: Bool = false
    ) -> Double {
        guard let layout = functions.pango_cairo_create_layout(context) else { return 0 }
        defer { functions.g_object_unref(UnsafeMutableRawPointer(layout)) }
        functions.pango_context_set_language(functions.pango_layout_get_context(layout), language)
        let description = functions.pango_font_description_from_string("\(Self.font) \(style)")
        functions.pango_layout_set_font_description(layout, description)
        functions.pango_font_description_free(description)
        functions.pango_layout_set_width(layout, Int32(width * Self.scale))
        // PANGO_WRAP_WORD_CHAR; PANGO_ALIGN_RIGHT and PANGO_ALIGN_LEFT.
        functions.pango_layout_set_wrap(layout, 2)
        functions.pango_layout_set_alignment(layout, isRight ? 2 : 0)
        functions.pango_layout_set_text(layout, text, -1)
        var (wide, high): (Int32, Int32) = (0, 0)
        functions.pango_layout_get_pixel_size(layout, &wide, &high)
        if breaks { breakPage(before: Double(high)) }
        functions.cairo_set_source_rgb(context, grey, grey, grey)
        functions.cairo_move_to(context, x, y)
        functions.pango_cairo_show_layout(context, layout)
        return Double(high)
    }

    private func breakPage(before height: Double) {
        guard y + height > Self.height - Self.margin else { return }
        functions.cairo_show_page(context)
        y = Self.margin
    }
}
