import CLCMS

/// lcms2's functions; nil when the library is not installed.
private let lcms: greenroom_lcms? = {
    let table = UnsafeMutablePointer<greenroom_lcms>.allocate(capacity: 1)
    defer { table.deallocate() }
    return greenroom_load_lcms(table) == 0 ? nil : table.move()
}()

/// Brings pixels of one ``ColourSpace`` to the standard one. The one place where colours are changed, for posters,
/// thumbnails, frames and backgrounds alike.
///
/// Not thread-safe: one thread at a time.
final class ColourTransform {
    private let functions: greenroom_lcms
    private let handle: cmsHTRANSFORM
    /// A grey profile's answer for each of the 256 values, as RGB.
    private var greys: [UInt8]?

    /// - Parameters:
    ///   - isDeep: pixels come with 16 bits a channel instead of 8.
    /// - Returns: nil where pixels can stay as they are: they are in the standard space, or the profile changes nothing
    ///   that could be seen, or it cannot be read or is not for red, green and blue.
    init?(from space: ColourSpace, isDeep: Bool) {
        guard space != .standard, let functions = lcms else { return nil }
        self.functions = functions
        let profiles = Profiles(functions)
        guard let source = profiles.source(space) else { return nil }
        defer { _ = functions.cmsCloseProfile(source) }
        guard let target = functions.cmsCreate_sRGBProfile() else { return nil }
        defer { _ = functions.cmsCloseProfile(target) }
        let flags = cmsUInt32Number(cmsFLAGS_COPY_ALPHA) | cmsUInt32Number(cmsFLAGS_NOWHITEONWHITEFIXUP)
        let isGrey = functions.cmsGetColorSpace(source) == cmsSigGrayData
        guard isGrey || functions.cmsGetColorSpace(source) == cmsSigRgbData else { return nil }
        let input = isGrey ? greenroom_lcms_gray8 : isDeep ? greenroom_lcms_rgba16 : greenroom_lcms_rgba8
        let output = isGrey ? greenroom_lcms_rgb8 : greenroom_lcms_rgba8
        let made: cmsHTRANSFORM?
        if profiles.isWhole(space) {
            var link: cmsHPROFILE? = source
            made = functions.cmsCreateMultiprofileTransform(&link, 1, input, output, 0, flags)
        } else {
            made = functions.cmsCreateTransform(
                source, input, target, output, cmsUInt32Number(INTENT_PERCEPTUAL), flags)
        }
        guard let made else { return nil }
        handle = made
        if isGrey {
            greys = [UInt8](repeating: 0, count: 256 * 3)
            functions.cmsDoTransform(made, (0...255).map { UInt8($0) }, &greys!, 256)
        }
        if changesNothing(isDeep: isDeep) { return nil }
    }

    deinit { functions.cmsDeleteTransform(handle) }

    /// - Parameters:
    ///   - source: RGBA, 8 or 16 bits a channel in the machine's order, rows without gaps.
    ///   - target: RGBA of 8 bits; may be the source when that has 8 bits too.
    func apply(
        from source: UnsafeRawPointer, isDeep: Bool, to target: UnsafeMutablePointer<UInt8>, width: Int, height: Int
    ) {
        let (width, height) = (cmsUInt32Number(width), cmsUInt32Number(height))
        if let greys {
            for pixel in 0..<Int(width * height) {
                // Deep pixels keep their upper byte.
                let value = Int(source.load(fromByteOffset: isDeep ? pixel * 8 + 1 : pixel * 4, as: UInt8.self))
                let alpha = source.load(fromByteOffset: isDeep ? pixel * 8 + 7 : pixel * 4 + 3, as: UInt8.self)
                for channel in 0..<3 { target[pixel * 4 + channel] = greys[value * 3 + channel] }
                target[pixel * 4 + 3] = alpha
            }
            return
        }
        functions.cmsDoTransformLineStride(
            handle, source, target, width, height, width * (isDeep ? 8 : 4), width * 4, 0, 0)
    }

    /// Whether no colour of a grid moves by more than rounding does: sRGB's own profile stands in most pictures.
    private func changesNothing(isDeep: Bool) -> Bool {
        let steps: [UInt8] = [0, 32, 64, 96, 128, 160, 192, 224, 255]
        var colours: [UInt8] = []
        if greys != nil {
            for value in steps { colours += [value, value, value, 255] }
        } else {
            for red in steps { for green in steps { for blue in steps { colours += [red, green, blue, 255] } } }
        }
        var result = [UInt8](repeating: 0, count: colours.count)
        let deep = isDeep ? colours.map { UInt16($0) * 257 } : []
        let count = colours.count / 4
        if isDeep {
            deep.withUnsafeBytes { apply(from: $0.baseAddress!, isDeep: true, to: &result, width: count, height: 1) }
        } else {
            colours.withUnsafeBytes {
                apply(from: $0.baseAddress!, isDeep: false, to: &result, width: count, height: 1)
            }
        }
        return zip(colours, result).allSatisfy { abs(Int($0) - Int($1)) <= 1 }
    }
}

/// What the sampling callback gets.
private final class Sampled {
    let range: HighDynamicRange
    init(_ range: HighDynamicRange) { self.range = range }
}

/// Makes lcms2's profiles of what files say.
private struct Profiles {
    private let lcms: greenroom_lcms

    init(_ lcms: greenroom_lcms) { self.lcms = lcms }

    /// Whether the profile leads from numbers to numbers, so that no second one is needed.
    func isWhole(_ space: ColourSpace) -> Bool {
        guard case .coded(_, let transfer) = space else { return false }
        return TransferCurve.isHighDynamicRange(transfer)
    }

    /// - Returns: to be closed by the caller.
    func source(_ space: ColourSpace) -> cmsHPROFILE? {
        switch space {
        case .standard: return nil
        case .profile(let bytes): return lcms.cmsOpenProfileFromMem(bytes, cmsUInt32Number(bytes.count))
        case .measured(let colours, let gamma): return profile(colours, .power(gamma))
        case .coded(let primaries, let transfer):
            guard let colours = Chromaticities(code: primaries) else { return nil }
            return isWhole(space)
                ? link(HighDynamicRange(primaries: colours, transfer: transfer))
                : profile(colours, TransferCurve(code: transfer))
        }
    }

    private func profile(_ colours: Chromaticities, _ curve: TransferCurve) -> cmsHPROFILE? {
        let table = (0..<4096).map { UInt16((curve.light(Double($0) / 4095) * 65_535).rounded()) }
        guard let made = lcms.cmsBuildTabulatedToneCurve16(nil, 4096, table) else { return nil }
        defer { lcms.cmsFreeToneCurve(made) }
        func place(_ place: Chromaticities.Place) -> cmsCIExyY { cmsCIExyY(x: place.x, y: place.y, Y: 1) }
        var white = place(colours.white)
        var primaries = cmsCIExyYTRIPLE(
            Red: place(colours.red), Green: place(colours.green), Blue: place(colours.blue))
        return lcms.cmsCreateRGBProfile(&white, &primaries, [made, made, made])
    }

    /// A table over all colours: where the brightness of one channel depends on the others, curves do not do.
    private func link(_ range: HighDynamicRange) -> cmsHPROFILE? {
        guard let profile = lcms.cmsCreateProfilePlaceholder(nil) else { return nil }
        lcms.cmsSetProfileVersion(profile, 4.3)
        lcms.cmsSetDeviceClass(profile, cmsSigLinkClass)
        lcms.cmsSetColorSpace(profile, cmsSigRgbData)
        lcms.cmsSetPCS(profile, cmsSigRgbData)
        let pipeline = lcms.cmsPipelineAlloc(nil, 3, 3)
        defer { lcms.cmsPipelineFree(pipeline) }
        guard let pipeline, let table = lcms.cmsStageAllocCLut16bit(nil, 49, 3, 3, nil) else {
            _ = lcms.cmsCloseProfile(profile)
            return nil
        }
        let range = Unmanaged.passRetained(Sampled(range))
        defer { range.release() }
        let sampled = lcms.cmsStageSampleCLut16bit(
            table,
            { input, output, range in
                guard let input, let output, let range else { return 0 }
                let numbers = SIMD3(Double(input[0]), Double(input[1]), Double(input[2])) / 65_535
                let shown = Unmanaged<Sampled>.fromOpaque(range).takeUnretainedValue().range.standard(numbers)
                for channel in 0..<3 { output[channel] = UInt16((shown[channel] * 65_535).rounded()) }
                return 1
            }, range.toOpaque(), 0)
        // The pipeline owns the table from here on, the profile its own copy of both.
        guard lcms.cmsPipelineInsertStage(pipeline, cmsAT_END, table) != 0, sampled != 0,
            lcms.cmsWriteTag(profile, cmsSigAToB0Tag, UnsafeRawPointer(pipeline)) != 0
        else {
            _ = lcms.cmsCloseProfile(profile)
            return nil
        }
        return profile
    }
}
