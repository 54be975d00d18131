/// Numbers that are the same in every run (a linear congruential generator with Knuth's MMIX constants).
struct RandomBytes {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// From 0 up to and without `bound`.
    mutating func next(below bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(truncatingIfNeeded: (state >> 33) % UInt64(max(bound, 1)))
    }

    /// A few bytes changed, removed, doubled or replaced by ones that mean something in JSON and YAML.
    mutating func mutated(_ original: [UInt8]) -> [UInt8] {
        let meaningful =
            Array("{}[]:,\"\\u-+.eE0 \n\ttfn#&*!|>%@`'?<~".utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xED, 0xF4, 0xFF]
        var bytes = original
        for _ in 0...next(below: 4) {
            let index = next(below: bytes.count)
            switch next(below: 5) {
            case 0 where !bytes.isEmpty: bytes.remove(at: index)
            case 1: bytes.insert(meaningful[next(below: meaningful.count)], at: index)
            case 2 where !bytes.isEmpty: bytes[index] = UInt8(next(below: 256))
            case 3 where !bytes.isEmpty: bytes[index] = meaningful[next(below: meaningful.count)]
            default:
                let end = min(bytes.count, index + next(below: 12))
                bytes.insert(contentsOf: bytes[index..<end], at: next(below: bytes.count + 1))
            }
        }
        return bytes
    }
}
