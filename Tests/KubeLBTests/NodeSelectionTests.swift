import KubeLB
import Kubernetes
import Testing

/// The nodes that `--node-address-label-selector` of the Enterprise Edition selects.
@Suite struct NodeSelectionTests {
    @Test(
        arguments: [
            ("tier=edge", true), ("tier==edge", true), ("tier = edge", true), ("tier=core", false),
            ("tier!=core", true),
            ("tier!=edge", false), ("tier in (core, edge)", true), ("tier in (core)", false),
            ("tier notin (edge)", false),
            ("zone notin (b)", true), ("tier", true), ("zone", false), ("!zone", true), ("!tier", false),
            ("tier=edge,!zone", true), ("tier=edge,zone=a", false), ("tier in (core,edge),spare!=yes", true),
            // Malformed: the CCM does not start with it.
            ("tier in core", true), ("a b", true),
        ])
    func selects(selector: String, expected: Bool) {
        let settings = CCMSettings(arguments: ["--node-address-label-selector=\(selector)"])
        var node = Node()
        node.metadata.labels = ["tier": "edge"]
        #expect(settings.selectsNodes)
        #expect(settings.selects(node) == expected)
    }

    @Test func selectsAllWithoutASelector() {
        #expect(CCMSettings(arguments: ["--node-address-label-selector="]).selects(Node()))
    }
}
