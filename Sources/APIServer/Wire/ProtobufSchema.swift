/// The fields of Kubernetes' messages that kubectl fills in, by their numbers (kubernetes/api and kubernetes/apimachinery,
/// `generated.proto`). Other fields are skipped.
struct ProtobufSchema: Sendable {
    indirect enum Kind: Sendable {
        case text
        case number
        case flag
        /// Base64 in JSON.
        case bytes
        case message(ProtobufSchema)
        case map(Kind)
        case list(Kind)
        case intOrString
        /// `metav1.Time`.
        case time
    }

    let fields: [Int: (name: String, kind: Kind)]

    init(_ fields: [Int: (String, Kind)]) { self.fields = fields.mapValues { (name: $0.0, kind: $0.1) } }

    private static let metadata = ProtobufSchema([
        1: ("name", .text), 2: ("generateName", .text), 3: ("namespace", .text), 5: ("uid", .text),
        6: ("resourceVersion", .text), 7: ("generation", .number), 8: ("creationTimestamp", .time),
        9: ("deletionTimestamp", .time), 11: ("labels", .map(.text)), 12: ("annotations", .map(.text)),
        14: ("finalizers", .list(.text)),
    ])

    private static func object(_ specification: ProtobufSchema? = nil, _ more: [Int: (String, Kind)] = [:])
        -> ProtobufSchema
    {
        var fields: [Int: (String, Kind)] = [1: ("metadata", .message(metadata))]
        if let specification { fields[2] = ("spec", .message(specification)) }
        return ProtobufSchema(fields.merging(more) { $1 })
    }

    private static let service = object(
        ProtobufSchema([
            1: (
                "ports",
                .list(
                    .message(
                        ProtobufSchema([
                            1: ("name", .text), 2: ("protocol", .text), 3: ("port", .number),
                            4: ("targetPort", .intOrString), 5: ("nodePort", .number), 6: ("appProtocol", .text),
                        ])))
            ), 2: ("selector", .map(.text)), 3: ("clusterIP", .text), 4: ("type", .text),
            5: ("externalIPs", .list(.text)), 7: ("sessionAffinity", .text), 8: ("loadBalancerIP", .text),
            9: ("loadBalancerSourceRanges", .list(.text)), 10: ("externalName", .text),
            11: ("externalTrafficPolicy", .text), 12: ("healthCheckNodePort", .number),
            13: ("publishNotReadyAddresses", .flag), 17: ("ipFamilyPolicy", .text), 18: ("clusterIPs", .list(.text)),
            19: ("ipFamilies", .list(.text)), 20: ("allocateLoadBalancerNodePorts", .flag),
            21: ("loadBalancerClass", .text), 22: ("internalTrafficPolicy", .text),
        ]))

    private static let container = ProtobufSchema([
        1: ("name", .text), 2: ("image", .text), 3: ("command", .list(.text)), 4: ("args", .list(.text)),
        5: ("workingDir", .text),
        6: (
            "ports",
            .list(
                .message(
                    ProtobufSchema([
                        1: ("name", .text), 2: ("hostPort", .number), 3: ("containerPort", .number),
                        4: ("protocol", .text),
                    ])))
        ), 7: ("env", .list(.message(ProtobufSchema([1: ("name", .text), 2: ("value", .text)])))),
        14: ("imagePullPolicy", .text),
    ])

    private static let podSpecification = ProtobufSchema([
        2: ("containers", .list(.message(container))), 3: ("restartPolicy", .text),
        4: ("terminationGracePeriodSeconds", .number), 6: ("dnsPolicy", .text), 7: ("nodeSelector", .map(.text)),
        8: ("serviceAccountName", .text), 10: ("nodeName", .text), 11: ("hostNetwork", .flag),
    ])

    private static let deployment = object(
        ProtobufSchema([
            1: ("replicas", .number), 2: ("selector", .message(ProtobufSchema([1: ("matchLabels", .map(.text))]))),
            3: ("template", .message(object(podSpecification))),
            4: ("strategy", .message(ProtobufSchema([1: ("type", .text)]))), 5: ("minReadySeconds", .number),
            6: ("revisionHistoryLimit", .number), 7: ("paused", .flag), 9: ("progressDeadlineSeconds", .number),
        ]))

    private static let attributes = ProtobufSchema([
        1: (
            "resourceAttributes",
            .message(
                ProtobufSchema([
                    1: ("namespace", .text), 2: ("verb", .text), 3: ("group", .text), 4: ("version", .text),
                    5: ("resource", .text), 6: ("subresource", .text), 7: ("name", .text),
                ]))
        ), 2: ("nonResourceAttributes", .message(ProtobufSchema([1: ("path", .text), 2: ("verb", .text)]))),
        3: ("user", .text),
    ])

    /// By kind; kinds of one name are the same wherever kubectl sends them.
    static let all: [String: ProtobufSchema] = [
        "Service": service, "Deployment": deployment, "Pod": object(podSpecification),
        "Namespace": object(), "ServiceAccount": object(),
        "ConfigMap": object(
            nil, [2: ("data", .map(.text)), 3: ("binaryData", .map(.bytes)), 4: ("immutable", .flag)]),
        "Secret": object(
            nil,
            [2: ("data", .map(.bytes)), 3: ("type", .text), 4: ("stringData", .map(.text)), 5: ("immutable", .flag)]),
        "SelfSubjectAccessReview": object(attributes), "SubjectAccessReview": object(attributes),
        "SelfSubjectReview": object(), "SelfSubjectRulesReview": object(ProtobufSchema([1: ("namespace", .text)])),
        "Scale": object(ProtobufSchema([1: ("replicas", .number)])),
        "DeleteOptions": ProtobufSchema([
            1: ("gracePeriodSeconds", .number),
            2: ("preconditions", .message(ProtobufSchema([1: ("uid", .text), 2: ("resourceVersion", .text)]))),
            3: ("orphanDependents", .flag), 4: ("propagationPolicy", .text), 5: ("dryRun", .list(.text)),
        ]),
    ]
}
