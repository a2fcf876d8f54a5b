import Media

/// Who reads what of a script: the voice that was asked for, and others for the writing systems that it cannot read.
struct Cast {
    struct Reader {
        let narrator: any Narrator
        /// Tag of the language that is spoken.
        let language: String
        /// Of the account, in any language.
        var lexicon: [SpokenText.Rule] = []
    }

    let main: Reader
    /// Writing systems that neither the main voice nor one of these can read are left out.
    let guests: [WritingSystem: Reader]
    let unreadable: Set<WritingSystem>

    func startAfresh() {
        main.narrator.startAfresh()
        for guest in guests.values { guest.narrator.startAfresh() }
    }

    /// Has a sentence said as its language reads it, and tells of it as it is written.
    func say(_ sentence: Sentence, isCancelled: () -> Bool) throws(VoiceError) -> Utterance {
        guard !guests.isEmpty || !unreadable.isEmpty else { return try say(sentence, main, isCancelled) }
        let scalars = Array(sentence.text.unicodeScalars)
        var whole = Utterance()
        for run in runs(of: scalars) {
            guard let reader = run.reader else { continue }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[run.range])
            let part = Sentence(text: String(text), offset: sentence.offset, ending: .clause)
            var said = try say(part, reader, isCancelled)
            said = try said.resampled(from: reader.narrator.sampleRate, to: main.narrator.sampleRate)
            for index in said.words.indices { said.words[index].offset += run.range.lowerBound }
            whole.append(said, sampleRate: main.narrator.sampleRate)
        }
        return whole
    }

    private func say(
        _ sentence: Sentence, _ reader: Reader, _ isCancelled: () -> Bool
    ) throws(VoiceError) -> Utterance {
        let spoken = SpokenText(sentence, language: reader.language, lexicon: reader.lexicon)
        var utterance = try reader.narrator.say(spoken.sentence, isCancelled: isCancelled)
        utterance.words = spoken.written(utterance.words)
        return utterance
    }

    /// Stretches for one reader each; blanks, digits and marks go with what stands before them.
    private func runs(of scalars: [Unicode.Scalar]) -> [(range: Range<Int>, reader: Reader?)] {
        var runs: [(range: Range<Int>, reader: Reader?)] = []
        for (index, scalar) in scalars.enumerated() {
            guard scalar.properties.isAlphabetic || runs.isEmpty else {
                runs[runs.count - 1].range = runs[runs.count - 1].range.lowerBound..<index + 1
                continue
            }
            let system = WritingSystem(scalar)
            let reader =
                system.flatMap { unreadable.contains($0) ? nil : guests[$0] ?? main } ?? (system == nil ? main : nil)
            let isSame = runs.last.map { $0.reader?.narrator === reader?.narrator } ?? false
            if isSame {
                runs[runs.count - 1].range = runs[runs.count - 1].range.lowerBound..<index + 1
            } else {
                runs.append((index..<index + 1, reader))
            }
        }
        return runs
    }
}

extension Utterance {
    /// At another sample rate, at the same times.
    fileprivate func resampled(from rate: Int, to other: Int) throws(VoiceError) -> Utterance {
        guard rate != other, !samples.isEmpty else { return self }
        do throws(MediaError) {
            let filter = try SoundFilter("anull", rate: rate, outputRate: other)
            let floats = try filter.filter(samples.map { Float($0) / 32768 }) + filter.finish()
            var moved = self
            moved.samples = floats.map { Int16(min(max($0 * 32768, -32768), 32767).rounded()) }
            return moved
        } catch {
            throw VoiceError(error)
        }
    }
}
