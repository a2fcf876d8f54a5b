// The coordinate spaces: names for ``Point`` and ``PlaneTransform``, so that a place of one cannot be used in another. No
// value of them exists. README.md has them in a table; x goes to the right and y down in all of them.

/// Pixels of a decoded picture that is looked at: of the source, or of a frame of a clip.
enum SeenSpace {}

/// Pixels of a network's input.
enum InputSpace {}

/// Pixels of the output frame, or of a figure's own before it is placed in one.
enum VideoSpace {}

/// Pixels of the source with its margin, where meshes take their colours.
enum TextureSpace {}

/// Centimetres of the canonical face.
enum CanonicalSpace {}

/// Widths of an eye, from the middle between its corners.
enum EyeSpace {}

/// Pixels of the first frame of a clip's scene.
enum SceneSpace {}

/// Pixels of what is known of a scene's background.
enum PlateSpace {}
