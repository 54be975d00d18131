/// What conditions that others write mean where KubeLB is between them and the user: of the Gateway API (v1.4), cert-manager
/// (v1.16) and KubeLB (v1.5).
package struct ConditionMeaning: Sendable {
    /// `Accepted`, `Programmed`, …
    package let type: String
    /// `True`, `False` or `Unknown`.
    package let status: String
    package let reason: String
    /// Which objects carry it.
    package let of: String
    package let text: String
    /// The checks that judge it, or what causes it.
    package let checks: [CheckCode]
    /// The message that comes with it, if it is always the same.
    package let message: String?

    /// As people write it: `Accepted=False/NotAllowedByListeners`.
    package var name: String { "\(type)=\(status)/\(reason)" }

    /// Those that a word names: `REASON`, `TYPE=STATUS` or `TYPE=STATUS/REASON`, or their message, in any case.
    package static func named(_ word: String) -> [ConditionMeaning] {
        let word = word.lowercased()
        return all.filter { meaning in
            [meaning.name, meaning.reason, "\(meaning.type)=\(meaning.status)", meaning.message ?? ""].contains {
                $0.lowercased() == word
            }
        }
    }

    private init(
        _ type: String, _ status: String, _ reason: String, of object: String, _ text: String, _ checks: [CheckCode],
        message: String? = nil
    ) {
        (self.type, self.status, self.reason, of) = (type, status, reason, object)
        (self.text, self.checks, self.message) = (text, checks, message)
    }

    package static let all: [ConditionMeaning] = ofRoutes + ofGateways + ofListeners + ofCertificates + ofKubeLB

    private static let ofRoutes = [
        ConditionMeaning(
            "Accepted", "False", "NotAllowedByListeners", of: "HTTPRoute and GRPCRoute",
            """
            The allowedRoutes of the listeners do not allow the kind or the namespace of the route. KubeLB puts all objects of a tenant into one namespace \
            of the management cluster: a selector of namespaces is matched against the labels of that namespace, not of the \
            one in the tenant cluster.
            """, ["G007"]),
        ConditionMeaning(
            "Accepted", "False", "NoMatchingListenerHostname", of: "HTTPRoute and GRPCRoute",
            "None of the route's host names is within the hostname of a listener.", ["G007"]),
        ConditionMeaning(
            "Accepted", "False", "NoMatchingParent", of: "HTTPRoute and GRPCRoute",
            "The Gateway has no listener with the sectionName or port that the parentRef of the route names.", ["G007"]),
        ConditionMeaning(
            "Accepted", "False", "UnsupportedValue", of: "HTTPRoute and GRPCRoute",
            "The Gateway's controller does not support a value in the route; its message names it.", ["G007"]),
        ConditionMeaning(
            "ResolvedRefs", "False", "BackendNotFound", of: "HTTPRoute and GRPCRoute",
            """
            A Service that the route names does not exist. On the generated route in the management cluster it is the Service \
            that the manager creates for the backend: either the backend is missing in the tenant cluster, or the manager \
            could not create its Service.
            """, ["B001", "P005", "G007"]),
        ConditionMeaning(
            "ResolvedRefs", "False", "RefNotPermitted", of: "routes and listeners",
            """
            A reference leads into another namespace, and no ReferenceGrant allows it. KubeLB does not propagate \
            ReferenceGrants; backends of other namespaces work, because their Services end in the tenant's namespace of the \
            management cluster. With enforceReferenceGrants of the Enterprise Edition the CCM drops backends that no \
            ReferenceGrant of the tenant cluster allows, and reports this reason.
            """, ["E003", "B007", "G007", "G008"]),
        ConditionMeaning(
            "ResolvedRefs", "False", "InvalidKind", of: "HTTPRoute and GRPCRoute",
            "A backendRef names a kind that the controller does not support. KubeLB propagates only Services.", ["B002"]
        ),
        ConditionMeaning(
            "ResolvedRefs", "False", "UnsupportedProtocol", of: "HTTPRoute and GRPCRoute",
            "The appProtocol of the backend's port is not supported for this route.", ["G011"]),
    ]

    private static let ofGateways = [
        ConditionMeaning(
            "Accepted", "Unknown", "Pending", of: "Gateway and GatewayClass",
            """
            "Waiting for controller": no controller has reconciled it yet. In the tenant cluster this is what a Gateway shows until \
            KubeLB writes back its status: either the CCM does not handle it, because it runs without --enable-gateway-api, or the \
            Gateway has another class or another name than kubelb, or the manager has not generated its Gateway. In the management \
            cluster no controller serves its GatewayClass.
            """, ["I002", "I001", "I003", "P004", "G002"], message: "Waiting for controller"),
        ConditionMeaning(
            "Accepted", "False", "InvalidParameters", of: "Gateway and GatewayClass",
            "What the parametersRef of the class or the Gateway names does not exist or is not valid.", ["G002"]),
        ConditionMeaning(
            "Accepted", "False", "ListenersNotValid", of: "Gateway",
            "At least one listener is not valid; the conditions of the listeners show the reason.", ["G008"]),
        ConditionMeaning(
            "Programmed", "False", "AddressNotAssigned", of: "Gateway",
            """
            The Service of type LoadBalancer, through which the Gateway is served in the management cluster, has no address.
            """, ["G005"]),
        ConditionMeaning(
            "Programmed", "False", "NoResources", of: "Gateway",
            "None of the Gateway's proxies is Ready in the management cluster.", ["G005"]),
        ConditionMeaning(
            "Programmed", "False", "Invalid", of: "Gateway",
            "The Gateway is not valid, so nothing was configured; the condition Accepted shows the reason.",
            ["G002", "G008"]),
    ]

    private static let ofListeners = [
        ConditionMeaning(
            "Conflicted", "True", "HostnameConflict", of: "listeners of a Gateway",
            "Two listeners have the same port and hostname.", ["G008"]),
        ConditionMeaning(
            "Conflicted", "True", "ProtocolConflict", of: "listeners of a Gateway",
            "Two listeners have the same port and different protocols.", ["G008"]),
        ConditionMeaning(
            "Accepted", "False", "PortUnavailable", of: "listeners of a Gateway",
            "The port cannot be used, for example because another Gateway of the same proxy has it.", ["G008"]),
        ConditionMeaning(
            "ResolvedRefs", "False", "InvalidCertificateRef", of: "listeners of a Gateway",
            """
            The Secret with the certificate does not exist in the management cluster, or holds no certificate. Only Secrets \
            with the label kubelb.k8c.io/managed-by: kubelb are synced from the tenant cluster.
            """, ["K001", "K002", "K007", "G008"]),
        ConditionMeaning(
            "ResolvedRefs", "False", "InvalidRouteKinds", of: "listeners of a Gateway",
            "The allowedRoutes of the listener name a kind of route that its protocol does not carry.", ["G008"]),
    ]

    private static let ofCertificates = [
        ConditionMeaning(
            "Ready", "False", "DoesNotExist", of: "Certificate",
            """
            cert-manager has not issued the certificate yet. Its CertificateRequest, Order and Challenge say what it waits for.
            """, ["K004"]),
        ConditionMeaning(
            "Ready", "False", "Expired", of: "Certificate",
            "The certificate has expired, and cert-manager has not renewed it.", ["K004"]),
        ConditionMeaning(
            "Issuing", "False", "Failed", of: "Certificate",
            "The last attempt failed. cert-manager waits an hour before the next one, and doubles that with each failure.",
            ["K004"]),
        ConditionMeaning(
            "Ready", "False", "Pending", of: "CertificateRequest",
            "The request waits for its issuer, or for an Order at an ACME server.", ["K004"]),
        ConditionMeaning(
            "Ready", "False", "Denied", of: "CertificateRequest",
            "An approver, such as approver-policy, denied the request.", ["K004"]),
    ]

    private static let ofKubeLB = [
        ConditionMeaning(
            "ResourceAppliedSuccessfully", "False", "InstallationFailed", of: "the status of a Route",
            """
            The manager could not create or update an object in the management cluster; the message is the error of the API \
            server. Up to v1.4.3 it does not retry by itself, and says nothing of the generated object: touch the source object \
            when the cause is fixed.
            """, ["P004", "P005"]),
        ConditionMeaning(
            "Accepted", "False", "DomainNotAllowed", of: "Route (Enterprise Edition)",
            "A host name is not in spec.allowedDomains of the Tenant.", ["P010"]),
    ]
}
