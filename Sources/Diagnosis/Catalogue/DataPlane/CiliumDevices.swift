import Characters
import KubeLB
import Kubernetes
import Topology

/// The network devices that Cilium is configured to use, by what its agents logged when they started, by their arguments or by
/// their ConfigMap. Without that it detects them.
struct CiliumDevices {
    /// `enp1s0`, or `enp+` for all names that begin so.
    let names: [String]
    let evidence: Evidence
    /// Where they are configured.
    let object: ObjectReference

    private static let flag = "devices"
    /// With this setting Cilium adds the devices that it detects.
    private static let detection = "force-device-detection"

    /// nil if it detects devices, or if that is unknown.
    init?(_ workload: LoadBalancerWorkload, _ context: CheckContext) {
        let map = context.topology.list(.management, ConfigMap.self).first {
            $0.metadata.name == CiliumSettings.mapName && $0.metadata.namespace == workload.metadata.namespace
        }.value
        let containers = workload.state.template.containers
        let mapReference = ObjectReference(
            .management, kind: ConfigMap.kind, namespace: workload.metadata.namespace, name: CiliumSettings.mapName)
        let logged = context.topology.logTails(of: workload).compactMap { source, tail in
            tail.ciliumArgument(Self.flag).map { (source, $0.value, $0.line) }
        }
        let detects = context.topology.logTails(of: workload).contains { _, tail in
            tail.ciliumArgument(Self.detection)?.value == "true"
        }
        guard !detects, map?.switches[Self.detection] != true,
            !containers.contains(where: { $0.value(ofFlag: Self.detection) == "true" })
        else { return nil }
        let lists: [[String]]
        if let (source, value, line) = logged.first {
            lists = logged.map { Self.split($0.1) }
            evidence = Evidence("\(source)", "--\(Self.flag)=\(value)", at: line.time)
            object = mapReference
        } else if let value = containers.lazy.compactMap({ $0.value(ofFlag: Self.flag) }).first {
            lists = [Self.split(value)]
            evidence = Evidence("\(workload.reference): --\(Self.flag)", value)
            object = workload.object
        } else if let map, let value = map.devices {
            lists = [Self.split(value)]
            evidence = map.evidence("data[\(Self.flag)]", value)
            object = mapReference
        } else {
            return nil
        }
        names = lists.flatMap(\.self).uniqued()
        // Those that are only excluded leave the choice to Cilium, and so does a list that was redacted.
        guard lists.allSatisfy({ !$0.isEmpty }), !names.contains(where: { $0.hasPrefix("!") || $0.hasPrefix("<") })
        else { return nil }
    }

    private static func split(_ list: String) -> [String] {
        list.split { $0 == "," || $0.isWhitespace || $0 == "[" || $0 == "]" }.map(String.init)
    }

    /// Whether a regular expression of a policy matches a device, or may match one.
    func mayMatch(_ expression: String) -> Bool {
        // Names of Linux are shorter; what is longer is not tried.
        guard expression.utf8.count <= 100, let pattern = LogPattern(expression) else { return true }
        return names.contains { name in
            if name.hasSuffix("+") { return InterfacePrefix(expression).allows(String(name.dropLast())) }
            return name.utf8.count > 15 || pattern.matches(Array(name.utf8))
        }
    }
}

/// How all names begin that a regular expression matches.
private struct InterfacePrefix {
    private var literal = ""
    /// Whether it matches this one name only.
    private var isWhole = false

    init(_ expression: String) {
        guard expression.hasPrefix("^"), !expression.contains("|") else { return }
        var rest = expression.dropFirst()
        while let character = rest.popFirst() {
            if character == "\\", let escaped = rest.first, !escaped.isLetter, !escaped.isNumber {
                literal.append(escaped)
                rest = rest.dropFirst()
            } else if character.isLetter || character.isNumber || "-_:@".contains(character) {
                literal.append(character)
            } else {
                // It repeats the character before it, or makes it optional.
                if "*?{".contains(character) { literal = String(literal.dropLast()) }
                isWhole = character == "$" && rest.isEmpty
                return
            }
        }
    }

    /// Whether a name that begins so may match.
    func allows(_ prefix: String) -> Bool {
        literal.hasPrefix(prefix) || !isWhole && prefix.hasPrefix(literal)
    }
}
