"""Tables of DynamoDB and their streams."""

from tests.deadbench.making.frame import ACCOUNT, DAY, REGION, Frame, Line, stamp


class Tables(Frame):
    def table(self, name: str) -> str:
        """On demand, with a stream; the stream's ARN."""
        arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"
        label = stamp(self.now - 200 * DAY, ".604")
        self.files[f"config/dynamodb/describe-table/{name}.json"] = {
            "Table": {
                "TableName": name,
                "TableArn": arn,
                "TableStatus": "ACTIVE",
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "CreationDateTime": stamp(self.now - 200 * DAY),
                "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
                "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
                "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
                "LatestStreamLabel": label,
                "LatestStreamArn": f"{arn}/stream/{label}",
            }
        }
        self.files[f"config/dynamodbstreams/describe-stream/{name}.json"] = {
            "StreamDescription": {
                "StreamArn": f"{arn}/stream/{label}",
                "StreamLabel": label,
                "StreamStatus": "ENABLED",
                "StreamViewType": "NEW_AND_OLD_IMAGES",
                "TableName": name,
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "Shards": [
                    {
                        "ShardId": "shardId-00000001767573600000-1a2b3c4d",
                        "SequenceNumberRange": {"StartingSequenceNumber": "1000000000000000000001"},
                    }
                ],
            }
        }
        return f"{arn}/stream/{label}"

    def of_table(self, name: str, **lines: Line) -> None:
        for metric, line in lines.items():
            self.metric("AWS/DynamoDB", metric, {"TableName": name}, Sum=line)
