import Media

/// The first pass's part of knowing what is behind the person: follows the camera, keeps frames of the scene that runs,
/// and makes its plate when it ends. One scene is in memory at a time, however many cuts a clip has.
struct BackgroundRecorder {
    /// Takes pixels of each frame to those of its scene's first.
    private(set) var toScene: [PlaneTransform<SeenSpace, SceneSpace>] = []
    let plates: PlateFile
    private let bands: Int
    private let width: Int
    private let height: Int
    private var samples = BackgroundSamples()
    private var camera = CameraTracker()
    private var sceneStart = 0

    /// - Parameters:
    ///   - width, height: of the frames.
    ///   - folder: where a file without a name may be made.
    init(width: Int, height: Int, folder: String, bands: Int) throws(PuppetryError) {
        (self.width, self.height, self.bands) = (width, height, bands)
        plates = try PlateFile(folder: folder)
    }

    /// Takes the next frame.
    /// - Parameters:
    ///   - person: mask of the person where it is certain, over the whole frame; nil without a person.
    ///   - possible: mask of where somebody may be; asked for when the frame is kept.
    /// - Returns: whether it is kept.
    mutating func add(
        _ picture: Picture, person: Plane?, isNewScene: Bool, possible: () -> Plane?
    ) throws(PuppetryError) -> Bool {
        let index = toScene.count
        let isKept = isNewScene || samples.wants(index)
        if isNewScene, index > 0 { try endScene() }
        toScene.append(camera.add(picture, person: person, isNewScene: isNewScene, isAnchor: isKept))
        if isKept { samples.add(picture, person: possible(), index: index) }
        return isKept
    }

    /// To be called after the last frame.
    mutating func endScene() throws(PuppetryError) {
        try plates.append(
            ScenePlate(samples.samples, toScene: toScene[sceneStart...], width: width, height: height, bands: bands),
            from: sceneStart)
        samples = BackgroundSamples()
        sceneStart = toScene.count
    }
}
