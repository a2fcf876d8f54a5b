import CLibAV

/// AAC packets taken over unchanged, with their times shifted.
final class CopiedSound: SoundTrack {
    private let file: InputFile
    private let source: UnsafeMutablePointer<AVStream>
    private let target: UnsafeMutablePointer<AVStream>
    private let muxer: Muxer
    private let start: Int64
    private let packet: UnsafeMutablePointer<AVPacket>
    /// A packet was read that begins at or after the last asked-for time.
    private var isPending = false
    private var isAtEnd = false
    private var lastTicks = Int64.min

    init(
        _ file: InputFile, _ source: UnsafeMutablePointer<AVStream>, start: SoundStart, to muxer: Muxer
    ) throws(MediaError) {
        target = try muxer.newStream()
        guard let packet = av.av_packet_alloc() else { throw .writeFailed("There is no memory left for the sound.") }
        (self.file, self.source, self.muxer, self.start, self.packet) = (file, source, muxer, start.ticks, packet)
        let code = av.avcodec_parameters_copy(target.pointee.codecpar, source.pointee.codecpar)
        guard code >= 0 else { throw .writing(code, "Copying the sound") }
        target.pointee.codecpar.pointee.codec_tag = 0
        target.pointee.time_base = source.pointee.time_base
        file.keepOnly(source)
    }

    deinit {
        var packet = Optional(packet)
        av.av_packet_free(&packet)
    }

    func write(until time: Double) throws(MediaError) {
        while !isAtEnd {
            if !isPending {
                guard file.read(packet) else {
                    isAtEnd = true
                    return
                }
                isPending = place()
                if !isPending {
                    av.av_packet_unref(packet)
                    continue
                }
            }
            guard Double(packet.pointee.pts) * av_q2d(source.pointee.time_base) < time else { return }
            isPending = false
            packet.pointee.stream_index = target.pointee.index
            packet.pointee.pos = -1
            av.av_packet_rescale_ts(packet, source.pointee.time_base, target.pointee.time_base)
            try muxer.write(packet)
        }
    }

    func finish() {}

    /// Shifts the packet's times; false for one that is not ours, lies before the start or goes back in time.
    private func place() -> Bool {
        let stamp = packet.pointee.pts == greenroom_no_time ? packet.pointee.dts : packet.pointee.pts
        guard packet.pointee.stream_index == source.pointee.index, packet.pointee.size > 0,
            stamp != greenroom_no_time
        else { return false }
        let (ticks, overflow) = stamp.subtractingReportingOverflow(start)
        guard !overflow, abs(ticks.clamped) < 1 << 48, ticks > lastTicks else { return false }
        let length = max(packet.pointee.duration, 1)
        guard ticks &+ length > 0 || packet.pointee.flags & AV_PKT_FLAG_DISCARD != 0 && lastTicks == .min else {
            return false
        }
        lastTicks = ticks
        packet.pointee.pts = ticks
        packet.pointee.dts = ticks
        return true
    }
}

extension Int64 {
    /// Without the one value that has no positive twin.
    fileprivate var clamped: Int64 { Swift.max(self, -Int64.max) }
}
