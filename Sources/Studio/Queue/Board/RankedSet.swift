/// A sorted set that also tells how many elements come before one: sorted chunks of a few hundred, so that insertion,
/// removal and rank of 100,000 elements move and add up hundreds of words, not thousands.
struct RankedSet<Element: Comparable & Sendable>: Sendable {
    private var chunks: [[Element]] = []
    private(set) var count = 0

    private static var largestChunk: Int { 512 }

    var first: Element? { chunks.first?.first }
    var isEmpty: Bool { count == 0 }

    /// How many elements sort before `element`, whether or not it is in the set itself.
    func rank(of element: Element) -> Int {
        let chunk = chunkIndex(for: element)
        var before = 0
        for index in 0..<min(chunk, chunks.count) { before += chunks[index].count }
        guard chunk < chunks.count else { return before }
        return before + chunks[chunk].lowerBound(of: element)
    }

    mutating func insert(_ element: Element) {
        let chunk = min(chunkIndex(for: element), chunks.count - 1)
        guard chunk >= 0 else {
            chunks = [[element]]
            count = 1
            return
        }
        let place = chunks[chunk].lowerBound(of: element)
        if place < chunks[chunk].count, chunks[chunk][place] == element { return }
        chunks[chunk].insert(element, at: place)
        count += 1
        guard chunks[chunk].count > Self.largestChunk else { return }
        let half = chunks[chunk].count / 2
        let upper = Array(chunks[chunk][half...])
        chunks[chunk].removeSubrange(half...)
        chunks.insert(upper, at: chunk + 1)
    }

    mutating func remove(_ element: Element) {
        let chunk = chunkIndex(for: element)
        guard chunk < chunks.count else { return }
        let place = chunks[chunk].lowerBound(of: element)
        guard place < chunks[chunk].count, chunks[chunk][place] == element else { return }
        chunks[chunk].remove(at: place)
        count -= 1
        if chunks[chunk].isEmpty { chunks.remove(at: chunk) }
    }

    /// The first chunk whose last element is not before `element`; `chunks.count` when there is none.
    private func chunkIndex(for element: Element) -> Int {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) / 2
            if let last = chunks[middle].last, last < element { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension RandomAccessCollection where Element: Comparable, Index == Int {
    /// The first place whose element is not before `element`, in a sorted collection that counts from 0.
    func lowerBound(of element: Element) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
