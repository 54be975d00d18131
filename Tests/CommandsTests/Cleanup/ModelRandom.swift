import Documents
import Kubernetes
import TestSupport
import Testing

/// What a model is drawn from; the same seed makes the same model.
struct ModelRandom: RandomNumberGenerator {
    private var numbers: SplitMix64

    init(seed: UInt64) {
        // Seeds that follow each other are spread, so that their models have nothing in common.
        numbers = SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15)
    }

    mutating func next() -> UInt64 { numbers.next() }

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
