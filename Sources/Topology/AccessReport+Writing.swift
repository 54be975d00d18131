import Documents

extension AccessReport {
    /// `access.json`, as `decode` reads it.
    package var document: JSONValue {
        var object = JSONObject()
        object["context"] = context.map { .string($0) }
        object["server"] = server.map { .string($0) }
        if skipsTLSVerification { object["insecureSkipTLSVerify"] = true }
        object["clockSkewSeconds"] = clockSkewSeconds.map { .number(JSONNumber($0)) }
        object["answerSeconds"] = answerSeconds.map { .number(JSONNumber(($0 * 1000).rounded() / 1000)) }
        object["authenticationFailure"] = authenticationFailure.map { .string($0) }
        object["installHint"] = installHint.map { .string($0) }
        if !reviews.isEmpty { object["reviews"] = .array(reviews.map(\.document)) }
        if !secrets.isEmpty { object["secrets"] = .array(secrets.map(\.document)) }
        return .object(object)
    }
}

extension AccessReview {
    fileprivate var document: JSONValue {
        var object = JSONObject()
        object["subject"] = .string(subject)
        object["verb"] = .string(verb)
        object["resource"] = .string(resource)
        object["namespace"] = namespace.map { .string($0) }
        object["allowed"] = .bool(isAllowed)
        return .object(object)
    }
}

extension SecretReport {
    fileprivate var document: JSONValue {
        var object = JSONObject()
        object["namespace"] = .string(namespace)
        object["name"] = .string(name)
        object["exists"] = .bool(exists)
        object["keys"] = .array(keys.map { .string($0) })
        object["server"] = server.map { .string($0) }
        object["equalsIssued"] = equalsIssued.map { .bool($0) }
        object["clusterUID"] = clusterUID.map { .string($0) }
        object["failure"] = failure.map { .string($0) }
        return .object(object)
    }
}
