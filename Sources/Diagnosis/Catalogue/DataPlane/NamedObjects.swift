import Characters
import KubeLB
import Kubernetes
import Topology

/// What a line of a load balancer's log is about, as far as its text shows that.
struct NamedObjects {
    private let carried: [CarriedService]
    /// Addresses of other Services.
    private let foreignAddresses: [String]

    /// Whose error a line reports.
    enum Subject {
        /// The envoy Services that it names, by name or address.
        case services([CarriedService])
        /// No object in particular, so any Service may be affected.
        case all
        /// Another object.
        case other
    }

    init(_ carried: [CarriedService], _ context: CheckContext) {
        self.carried = carried
        let own = Set(carried.flatMap(\.envoy.ingress.addresses))
        foreignAddresses = (context.topology.list(.management, Service.self).value?.items ?? [])
            .flatMap(\.ingress.addresses).filter { !own.contains($0) }
    }

    /// `home`: the namespace of the program that wrote the line, whose own objects are no others.
    func subject(of lines: [LogLine], home: String) -> Subject {
        let texts = lines.suffix(Self.consideredLines).map { Self.text(of: $0) }
        let named = carried.filter { carried in texts.contains { names(carried, $0) } }
        if !named.isEmpty { return .services(named) }
        let namespaces = Set(carried.map(\.envoy.metadata.namespace))
        guard let line = lines.last, let text = texts.last,
            !foreignAddresses.contains(where: { Self.contains($0, in: text) })
        else { return .other }
        let isHome = { (namespace: String) in namespace == home || namespaces.contains(namespace) }
        if line.objects.contains(where: { !isHome($0.namespace) }) { return .other }
        for detail in line.details where Self.isReference(detail.key) && !isHome(detail.value) {
            let namespace = detail.value.split(separator: "/").first.map(String.init) ?? ""
            if !isHome(namespace) { return .other }
        }
        let others = (line.message + " " + line.error).split { $0.isWhitespace || "()[]{}\"',;:=".contains($0) }
            .compactMap { Self.namespace(in: $0) }.filter { !isHome($0) }
        return others.isEmpty ? .all : .other
    }

    /// Lines that differ in numbers alone may name a Service by its address in one and by its name in the next.
    private static let consideredLines = 4

    private static func text(of line: LogLine) -> String {
        line.fullText + line.objects.map { " \($0.namespace)/\($0.name)" }.joined()
    }

    private func names(_ carried: CarriedService, _ text: String) -> Bool {
        text.containsBytes(of: carried.envoy.metadata.name)
            || text.containsBytes(of: carried.loadBalancer.metadata.name)
            || carried.envoy.ingress.addresses.contains { Self.contains($0, in: text) }
    }

    /// Whether an address stands in a text by itself: 10.0.0.1 is not in 10.0.0.10.
    static func contains(_ address: String, in text: String) -> Bool {
        guard !address.isEmpty, let range = text.firstByteRange(of: address) else { return false }
        let before = range.lowerBound == text.startIndex ? " " : text[text.index(before: range.lowerBound)]
        let after = range.upperBound == text.endIndex ? " " : text[range.upperBound]
        return !before.isNumber && before != "." && !after.isNumber
    }

    /// Fields by which programs name Services, pods and the like: `service`, `k8sSvcName`, `tgb`.
    private static func isReference(_ key: String) -> Bool {
        let key = key.lowercased()
        return ["service", "svc", "ingress", "pod", "namespace", "endpoint", "tgb", "gateway"]
            .contains { key.containsBytes(of: $0) } && !key.containsBytes(of: "account")
    }

    /// `shop` of `shop/web`; nil for other words with a slash, such as paths, API groups and `i/o`.
    private static func namespace(in word: Substring) -> String? {
        let parts = word.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.count > 1 && $0.utf8.allSatisfy(isLabel) }) else { return nil }
        return String(parts[0])
    }

    private static func isLabel(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
