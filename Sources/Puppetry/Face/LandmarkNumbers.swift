/// Numbers of the 468 face landmarks (MediaPipe's numbering). A is the eye on the left of an unmirrored picture.
enum Landmark {
    static let count = 468

    static let foreheadTop = 10
    static let chin = 152
    static let leftSide = 234
    static let rightSide = 454
    static let noseTip = 4
    static let upperLip = 13
    static let lowerLip = 14
    static let leftLipCorner = 78
    static let rightLipCorner = 308

    /// The edge of the mouth's opening, from corner to corner; equal places face each other.
    static let innerUpperLip = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
    static let innerLowerLip = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
    /// The same edge once round, clockwise on the screen.
    static let innerLips = innerUpperLip + innerLowerLip.dropFirst().dropLast().reversed()
    /// Places of ``innerUpperLip`` whose gap tells how far the mouth is open.
    static let middleOfLips = 4...6

    /// Lips outside their inner edge, upper half with the corners.
    static let outerUpperLip = [
        0, 37, 267, 39, 269, 40, 270, 185, 409, 61, 291, 11, 12, 38, 268, 72, 302, 41, 271, 73, 303, 42, 272, 74, 304,
        184, 408, 183, 407,
    ]
    static let outerLowerLip = [
        375, 321, 405, 314, 17, 84, 181, 91, 146, 15, 16, 85, 86, 315, 316, 179, 180, 403, 404, 89, 90, 319, 320, 96,
        77, 325, 307,
    ]
    /// What rises a little when the mouth opens wide.
    static let raisedUpperLip = [191, 80, 81, 82, 13, 312, 311, 310, 415, 40, 39, 37, 0, 267, 269, 270]

    /// The outline of the face and the points a turned head shows as its edge.
    static let oval = [
        10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149,
        150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109, 227, 447,
    ]

    /// Both brows, upper and lower edge.
    static let brows = [
        70, 63, 105, 66, 107, 46, 53, 52, 65, 55, 300, 293, 334, 296, 336, 276, 283, 282, 295, 285,
    ]

    /// Even skin: forehead sides, cheeks, nose.
    static let skin = [50, 280, 205, 425, 117, 346, 4, 5, 195, 101, 330]
}

/// The landmarks round one eye.
struct EyeNumbers: Sendable {
    /// 16 points once round, beginning at the outer corner over the upper lid; 8 is the inner corner.
    let ring: [Int]
    /// Lids without corners, outer to inner; equal places face each other.
    let upper: [Int]
    let lower: [Int]
    /// The fold above each point of ``upper``.
    let fold: [Int]
    /// Below the brow, above the middle five of ``upper``.
    let underBrow: [Int]
    /// Corners from left to right of the picture.
    let left: Int
    let right: Int
    /// Places of those corners in ``ring``.
    let leftPlace: Int
    let rightPlace: Int
    /// Whether the eye must be mirrored for a network that knows left eyes only.
    let isMirrored: Bool

    static let a = EyeNumbers(
        ring: [33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
        upper: [246, 161, 160, 159, 158, 157, 173], lower: [7, 163, 144, 145, 153, 154, 155],
        fold: [247, 30, 29, 27, 28, 56, 190], underBrow: [225, 224, 223, 222, 221], left: 33, right: 133,
        leftPlace: 0, rightPlace: 8, isMirrored: false)
    static let b = EyeNumbers(
        ring: [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249],
        upper: [466, 388, 387, 386, 385, 384, 398], lower: [249, 390, 373, 374, 380, 381, 382],
        fold: [467, 260, 259, 257, 258, 286, 414], underBrow: [445, 444, 443, 442, 441], left: 362, right: 263,
        leftPlace: 8, rightPlace: 0, isMirrored: true)
    static let both = [a, b]
}
