/// How a head is held in a space of pixels: place = scale * rotation * canonical + shift (weak perspective; depth in pixels too).
struct HeadPose<Space>: Equatable, Sendable {
    /// Pixels per centimetre.
    var scale: Double
    var rotation: Matrix3
    var shift: SIMD3<Double>

    init(scale: Double, rotation: Matrix3, shift: SIMD3<Double>) {
        self.scale = scale
        self.rotation = rotation
        self.shift = shift
    }

    /// The pose that lays the canonical face best over landmarks (Umeyama, IEEE PAMI 13, 1991), judged by the points of
    /// the head that do not move with the face. Both hold 468 points.
    init(of landmarks: Landmarks<Space>, neutral: CanonicalFace) {
        var (meanPicture, meanFace) = (SIMD3<Double>.zero, SIMD3<Double>.zero)
        for (point, weight) in HeadBasis.weights {
            meanPicture += SIMD3<Double>(landmarks[point].vector) * weight
            meanFace += SIMD3<Double>(neutral[point].vector) * weight
        }
        var correlation = Matrix3.zero
        var spread = 0.0
        for (point, weight) in HeadBasis.weights {
            let x = SIMD3<Double>(landmarks[point].vector) - meanPicture
            let c = SIMD3<Double>(neutral[point].vector) - meanFace
            let weighted = c * weight
            correlation = correlation + Matrix3(weighted * x.x, weighted * x.y, weighted * x.z)
            spread += weight * (c * c).sum()
        }
        let svd = SingularValues(of: correlation)
        let sign = (svd.u * svd.v.transposed).determinant < 0 ? -1.0 : 1.0
        rotation = svd.u * Matrix3(diagonal: SIMD3(1, 1, sign)) * svd.v.transposed
        scale = max((svd.values.x + svd.values.y + sign * svd.values.z) / spread, 1e-6)
        shift = meanPicture - rotation * meanFace * scale
    }

    func callAsFunction(_ canonical: DeepPoint<CanonicalSpace>) -> DeepPoint<Space> {
        DeepPoint(SIMD3<Float>(rotation * SIMD3<Double>(canonical.vector) * scale + shift))
    }

    /// Where the middle of the canonical space is.
    var origin: FinePoint<Space> { FinePoint(shift.xy) }

    /// Landmarks in canonical space.
    func canonical(_ landmarks: Landmarks<Space>) -> CanonicalFace {
        let back = rotation.transposed * (1 / scale)
        return landmarks.mapped { DeepPoint(SIMD3<Float>(back * (SIMD3<Double>($0.vector) - shift))) }
    }

    /// A point, its depth in pixels too, in canonical space.
    func canonical(_ point: DeepPoint<Space>) -> DeepPoint<CanonicalSpace> { canonical(Landmarks([point]))[0] }
}

/// What the pose of a head is judged by.
enum HeadBasis {
    /// Landmark numbers and weights, adding up to 1: brow, nose, temples and cheek bones; no jaw, no cheeks.
    static let weights: [(Int, Double)] = {
        let pairs: [(Int, Double)] = [
            (4, 0.0709), (6, 0.0321), (10, 0.0084), (33, 0.0587), (54, 0.0077), (67, 0.0091), (117, 0.0098),
            (119, 0.0146), (121, 0.0186), (127, 0.0052), (129, 0.1206), (133, 0.0533), (143, 0.0148), (198, 0.0255),
            (263, 0.0587), (284, 0.0077), (297, 0.0091), (346, 0.0098), (348, 0.0146), (350, 0.0186), (356, 0.0052),
            (358, 0.1206), (362, 0.0533), (372, 0.0148), (420, 0.0255),
        ]
        let sum = pairs.reduce(0) { $0 + $1.1 }
        return pairs.map { ($0.0, $0.1 / sum) }
    }()
}
