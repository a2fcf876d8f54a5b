import Foundation

/// Cuts the bytes of an answer into texts, wherever the pieces in which they come end.
protocol TextCutter {
    /// - Returns: the texts that are complete now; nil when the answer cannot be read any further.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> [String]?
    /// What is left at the answer's end.
    mutating func last() -> String?
}
