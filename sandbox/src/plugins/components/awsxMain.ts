/** Entry point of pulumi-resource-awsx. */
import { constructVpc } from "./awsxVpc";
import { serveComponents } from "./componentProvider";

void serveComponents("awsx", { "awsx:ec2:Vpc": constructVpc });
