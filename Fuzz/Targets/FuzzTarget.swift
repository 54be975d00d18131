import Commands
import Diagnosis
import Documents
import KubeLB
import Kubernetes
import TestSupport
import Topology

/// One kind of input from outside, and the code that reads it.
///
/// `run` takes any bytes. It returns if they were read or refused; a trap, a hang or a `FuzzFailure` is a defect.
package enum FuzzTarget: String, Sendable, CaseIterable {
    case json
    case yaml
    case kubeconfig
    case archive
    /// A line of a controller: zap's JSON and console formats, klog's text.
    case zap
    case klog
    case access
    case metrics
    case hosts
    case baseline
    case plan
    case configuration
    case selector
    /// A template of JSONPath expressions, applied to a document.
    case query
    case duration
    case arguments
    /// The lines of a watch, applied to the observation of a bundle.
    case watch
    /// A list of one kind: the first byte is the number of the kind.
    case list
    case timestamp
    /// A server's certificate in DER.
    case certificate
    /// A whole log: read, redacted, explained and printed.
    case log
    /// A file of a bundle, named in the first line; everything is computed and printed from that bundle.
    case bundle

    /// Feeds the code one input.
    package func run(_ bytes: [UInt8], _ context: FuzzContext) throws(FuzzFailure) {
        switch self {
        case .json: try Self.json(bytes)
        case .yaml: _ = try? YAMLDocument.parse(bytes, name: "input").map(\.json)
        case .kubeconfig: _ = try? Kubeconfig.parse(bytes, source: "input")
        case .archive: try Self.archive(bytes)
        case .zap, .klog: Self.line(bytes)
        case .access:
            _ = EnvoyAccess(Self.text(bytes)).map { ($0.end, $0.nodePort) }
            _ = GatewayAccess(Self.text(bytes))?.rule
        case .metrics: Self.metrics(bytes)
        case .hosts: _ = try? EnvoyHosts.decode(bytes)
        case .baseline: _ = try? Baseline(parsing: bytes).document.encoded()
        case .plan: _ = (try? JSONValue(parsing: bytes)).flatMap { try? CleanupPlan(document: $0) }?.members
        case .configuration: _ = OutsideInputs.configuration(bytes)
        case .selector: _ = OutsideInputs.selector(Self.text(bytes), matches: ["app": "web", "tier": "cache"])
        case .query:
            let document: JSONValue = ["a": [["b": 1, "c": "x"], ["b": 2]], "d": .null]
            let budget = JSONPathBudget(values: 10_000, bytes: 1 << 20)
            _ = try? JSONPathTemplate(Self.text(bytes)).rendered(document, within: budget)
            var rest = budget
            _ = try? JSONPath(relaxed: Self.text(bytes)).values(in: document, within: &rest)
        case .duration: try Self.duration(bytes)
        case .arguments: _ = OutsideInputs.arguments(Self.words(bytes))
        case .watch: Self.watch(bytes, context.bundle.observation)
        case .list: Self.list(bytes)
        case .certificate:
            _ = ServedCertificate(der: bytes)?.problem(for: "shop.example.com", now: Timestamp(milliseconds: 0))
        case .timestamp: try Self.timestamp(bytes)
        case .log: Self.log(bytes, context.choice(of: bytes))
        case .bundle: context.bundle.run(bytes, context.choice(of: bytes))
        }
    }

    /// How many mutations of its seeds the unit tests try: some thousand in all, or more than a million in a whole run.
    package var testedMutations: Int {
        let count =
            switch self {
            case .bundle: 6
            case .log: 20
            case .list, .metrics, .archive, .hosts: 60
            default: 400
            }
        return TestExtent.isWhole ? count * 200 : count
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func words(_ bytes: [UInt8]) -> [String] {
        text(bytes).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func json(_ bytes: [UInt8]) throws(FuzzFailure) {
        guard let value = try? JSONValue(parsing: bytes) else { return }
        _ = value.yamlEncoded()
        guard let again = try? JSONValue(parsing: value.encoded()), again == value,
            let pretty = try? JSONValue(parsing: value.encoded(pretty: true)), pretty == value
        else { throw FuzzFailure("what was written does not read as the same value") }
        numbers(in: value)
    }

    private static func numbers(in value: JSONValue) {
        switch value {
        case .number(let number): _ = (number.int, number.double)
        case .array(let elements): for element in elements { numbers(in: element) }
        case .object(let object): for member in object.members { numbers(in: member.value) }
        case .string, .bool, .null: return
        }
    }

    private static func archive(_ bytes: [UInt8]) throws(FuzzFailure) {
        for path in OutsideInputs.archive(bytes).keys {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            if parts.contains("..") || parts.contains("") {
                throw FuzzFailure("a path leads out of the archive: \(path)")
            }
        }
    }

    private static func line(_ bytes: [UInt8]) {
        let line = LogLine(bytes[...], reference: FuzzContext.now)
        _ = (LogSignature(line), line.isRecent(at: FuzzContext.now), LogTail.isBenign(line))
    }

    private static func metrics(_ bytes: [UInt8]) {
        _ = try? EnvoyStatistics.decode(bytes)
        _ = try? CCMMetrics.decode(bytes)
        _ = try? ManagerMetrics.decode(bytes)
    }

    private static func duration(_ bytes: [UInt8]) throws(FuzzFailure) {
        guard let duration = OutsideInputs.duration(text(bytes)) else { return }
        let deadline = ContinuousClock.now + duration
        if deadline < .now - .seconds(60) { throw FuzzFailure("a length of time leads into the past") }
        _ = ExpectedStatus(text(bytes))
    }

    private static func timestamp(_ bytes: [UInt8]) throws(FuzzFailure) {
        let text = text(bytes)
        if let stamp = LogStamp(text) { _ = stamp.time }
        guard let time = Timestamp(text) else { return }
        guard let again = Timestamp(time.description), abs(again.seconds(since: time)) < 1 else {
            throw FuzzFailure("\(text) is written as \(time.description)")
        }
        let seconds = Double(text.utf8.reduce(0) { $0 &* 31 &+ Int($1) })
        _ = time.adding(seconds: seconds).adding(seconds: -seconds * 1e12).description
    }

    private static func watch(_ bytes: [UInt8], _ observation: Observation) {
        var changes = ObservedChanges()
        for line in bytes.split(separator: 0x0A) {
            let line = Array(line)
            note(Service.self, .tenant, line, &changes)
            note(EndpointSlice.self, .tenant, line, &changes)
            note(Deployment.self, .tenant, line, &changes)
            note(LoadBalancer.self, .management, line, &changes)
            note(Addresses.self, .management, line, &changes)
            note(Tenant.self, .management, line, &changes)
            note(Config.self, .management, line, &changes)
        }
        guard !changes.isEmpty else { return }
        var observation = observation
        changes.apply(to: &observation)
    }

    private static func note<Kind: KubernetesObject>(
        _ kind: Kind.Type, _ side: ClusterSide, _ line: [UInt8], _ changes: inout ObservedChanges
    ) {
        guard let change = (try? WatchLine<Kind>(line))?.change else { return }
        changes.note(change, side, at: .now)
    }

    /// Each kind once.
    static let listKinds: [any KubernetesObject.Type] = {
        var seen = Set<String>()
        return ReadKind.all.map(\.kind).filter { seen.insert($0.resource).inserted }
    }()

    private static func list(_ bytes: [UInt8]) {
        guard let number = bytes.first else { return }
        let kind: any KubernetesObject.Type = listKinds[Int(number) % listKinds.count]
        decodeList(of: kind, Array(bytes.dropFirst()))
    }

    private static func decodeList<Item: KubernetesObject>(of kind: Item.Type, _ bytes: [UInt8]) {
        _ = ObjectList<Item>.decode(bytes, source: "input").value?.incompleteness
    }

    private static func log(_ bytes: [UInt8], _ choice: FuzzChoice) {
        var choice = choice
        for component in choice.from(LogComponent.allCases) { FuzzedBundle.printed(bytes, component, choice: choice) }
    }
}

/// Why an input is a defect although nothing trapped.
package struct FuzzFailure: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// What targets need beside their input.
package struct FuzzContext: Sendable {
    /// The bundle of which files are replaced.
    package let bundle: FuzzedBundle

    static let now = Timestamp("2026-11-22T12:00:00Z") ?? Timestamp(milliseconds: 0)

    /// Whether `bundle` and `log` compute and print every output of an input, and not one alone.
    private let printsAll: Bool

    package init(_ seeds: FuzzSeeds, printsAll: Bool = true) {
        bundle = FuzzedBundle(files: seeds.bundleFiles)
        self.printsAll = printsAll
    }

    func choice(of input: [UInt8]) -> FuzzChoice { printsAll ? .all : FuzzChoice(input) }
}

/// Selects one of several outputs by the input alone, so that an input that fails once fails again; or all of them.
struct FuzzChoice {
    private var number: Int?

    static let all = FuzzChoice()

    private init() {}

    var isAll: Bool { number == nil }

    // Wraps around by design.
    init(_ input: [UInt8]) { number = input.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF } }

    /// The next selection does not depend on this one.
    mutating func from<Element>(_ elements: [Element]) -> [Element] {
        guard let number, !elements.isEmpty else { return elements }
        self.number = number / elements.count
        return [elements[number % elements.count]]
    }
}
