"""What each AWS error code means to us. A test checks this against botocore's models of the operations
called, so a botocore release with a new code fails there and not at night.

One code has several spellings: `KMSThrottling` (SNS), `KMSThrottlingException` (Kinesis), and for SQS
`KmsThrottled` (JSON) and `KMS.ThrottlingException` (`x-amzn-query-error`, which botocore prefers).
"""

from collections.abc import Mapping
from enum import Enum, auto


class ErrorKind(Enum):
    THROTTLED = auto()  # too many at once: nothing was done, later it will be
    PASSING = auto()  # AWS's own fault, or another change is in progress
    DENIED = auto()  # by a policy
    KEY = auto()  # the key of what is asked for cannot be used
    GONE = auto()  # there is no such thing
    UNFIT = auto()  # the request itself: asked again it is refused again


_CODES: Mapping[ErrorKind, str] = {
    ErrorKind.THROTTLED: (
        "BandwidthLimitExceeded EC2Throttled KMSThrottling KmsThrottled LimitExceeded OverLimit "
        "ProvisionedThroughputExceeded RequestLimitExceeded RequestThrottled SlowDown Throttled Throttling "
        "ThrottlingError TooManyRequests"
    ),
    ErrorKind.PASSING: (
        # An expired iterator or page is requested again; Lambda replaces expired credentials.
        # A function's network, file system or snapshot is not there yet.
        "CodeArtifactUserDeleted CodeArtifactUserPending EC2Unexpected EFSIO EFSMountConnectivity "
        "EFSMountTimeout ENILimitReached ENINotReady ResourceNotReady S3FilesMountConnectivity "
        "S3FilesMountTimeout SnapStartNotReady SnapStartTimeout SubnetIPAddressLimitReached "
        "DependencyTimeout ExpiredIterator ExpiredNextToken ExpiredToken Internal InternalError "
        "InternalFailure InternalServer InternalServerError InternalServiceError KMSInternal "
        "PriorRequestNotComplete "
        "ReplicatedWriteConflict RequestTimeout ResourceConflict ResourceInUse Service "
        "ServiceFailure ServiceUnavailable "
        "TransactionConflict TransactionInProgress"
    ),
    ErrorKind.DENIED: (
        "AccessDenied AuthorizationError EC2AccessDenied NotAuthorized OperationNotPermitted "
        "UnauthorizedOperation"
    ),
    ErrorKind.KEY: (
        "DecryptionFailure KMSAccessDenied KMSDisabled KMSInvalidKeyUsage KMSInvalidState KMSNotFound "
        "KMSOptInRequired"
    ),
    ErrorKind.GONE: (
        "NoSuchBucket NoSuchEntity NoSuchKey NonExistentQueue NotFound QueueDoesNotExist ResourceNotFound "
        "TrimmedDataAccess"
    ),
    ErrorKind.UNFIT: (
        # A function's own configuration or code, which no retry changes.
        "CodeArtifactUserFailed DurableExecutionAlreadyStarted EFSMountFailure InvalidRequestContent "
        "InvalidRuntime InvalidSecurityGroupID InvalidSubnetID InvalidZipFile ModeNotSupported "
        "NoPublishedVersion RecursiveInvocation RequestTooLarge RuntimeAliasDeleted RuntimeVersionDeleted "
        "S3FilesMountFailure SerializedRequestEntityTooLarge SnapStart SnapStartRegenerationFailure "
        "UnsupportedMediaType "
        "BatchEntryIdsNotDistinct BatchRequestTooLong ConditionalCheckFailed DryRunOperation "
        "EmptyBatchRequest EndpointDisabled IdempotentParameterMismatch IncompleteSignature InvalidAddress "
        "InvalidArgument InvalidAttributeName InvalidAttributeValue InvalidBatchEntryId "
        "InvalidArn InvalidClientTokenId InvalidEventCategory InvalidInput InvalidLookupAttributes "
        "InvalidMaxResults "
        "InvalidMessageContents InvalidNextToken InvalidObjectState InvalidParameter InvalidParameterValue "
        "InvalidRequest InvalidSecurity InvalidTimeRange ItemCollectionSizeLimitExceeded "
        "ParameterValueInvalid PlatformApplicationDisabled PolicyEvaluation ServiceQuotaExceeded "
        "SignatureDoesNotMatch TooManyEntriesInBatchRequest TransactionCanceled UnrecognizedClient "
        "UnsupportedOperation Validation ValidationError"
    ),
}


def _plain(code: str) -> str:
    code = code.removeprefix("AWS.SimpleQueueService.").replace(".", "")
    return code.removesuffix("Exception").casefold()


_KINDS = {_plain(code): kind for kind, codes in _CODES.items() for code in codes.split()}


def known(code: str) -> bool:
    return _plain(code) in _KINDS


def kind_of(code: str, status: int) -> ErrorKind:
    """By the code; if not listed, by its words and its HTTP status."""
    if found := _KINDS.get(_plain(code)):
        return found
    if status == 429 or "throttl" in code.lower():  # noqa: PLR2004 - HTTP: too many requests
        return ErrorKind.THROTTLED
    if status >= 500:  # noqa: PLR2004 - HTTP: the fault is on the other side
        return ErrorKind.PASSING
    if "kms" in code.lower():
        return ErrorKind.KEY
    return {401: ErrorKind.DENIED, 403: ErrorKind.DENIED, 404: ErrorKind.GONE, 410: ErrorKind.GONE}.get(
        status, ErrorKind.UNFIT
    )
