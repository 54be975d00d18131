import Documents
import Kubernetes
import Testing

/// A generator whose numbers depend on the seed alone (SplitMix64, Steele, Lea and Flood 2014).
struct ModelRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True once in `count` times, on the average.
    mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

    mutating func pick<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &self) }
}

/// An object as an API server would give it.
func decoded<Item: KubernetesObject>(_ kind: Item.Type, _ text: String) -> Item {
    var reader = JSONReader(Array(text.utf8))
    do throws(JSONError) {
        let item = try Item(from: &reader)
        #expect(reader.problems.isEmpty, "\(text)")
        return item
    } catch {
        Issue.record("\(text): \(error)")
        return Item()
    }
}
